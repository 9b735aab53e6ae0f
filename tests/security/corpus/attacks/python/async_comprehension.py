# There are no coroutines, nor what would make one in passing.
# after: interpreter
# source: pyjail: coroutines
async def c():
    return [x async for x in y]
def attack(**_):
    return {"proof": c.__name__}

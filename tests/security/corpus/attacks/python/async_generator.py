# An asynchronous generator has a frame.
# after: interpreter
# source: pyjail: coroutines
async def g():
    yield 1
def attack(**_):
    return {"proof": str(g().ag_frame)}

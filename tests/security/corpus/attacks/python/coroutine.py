# A coroutine has a frame as well.
# after: interpreter
# source: pyjail: coroutines
async def c(): pass
def attack(**_):
    co = c()
    frame = str(co.cr_frame)
    co.close()
    return {"proof": frame}

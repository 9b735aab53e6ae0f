async def c(): pass
def attack():
    co = c()
    frame = str(co.cr_frame)
    co.close()
    return {"proof": frame}

async def c():
    return [x async for x in y]
def attack():
    return {"proof": c.__name__}

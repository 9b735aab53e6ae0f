def f(): pass
x: f.__globals__ = 0
def attack():
    return {"proof": str(globals()["__annotations__"]["x"])}

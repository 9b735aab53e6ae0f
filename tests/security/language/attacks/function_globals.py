def f(): pass
def attack():
    return {"proof": str(f.__globals__["__builtins__"])}

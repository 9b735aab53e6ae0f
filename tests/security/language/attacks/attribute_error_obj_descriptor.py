def attack():
    return {"proof": str(AttributeError.obj)}

def attack():
    return {"proof": str(object.__getattribute__(attack, "__globals__"))}

def attack():
    return {"proof": str(globals()["__builtins__"])}

def attack():
    return {"proof": str(__builtins__)}

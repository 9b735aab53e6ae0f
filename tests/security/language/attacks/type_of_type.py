def attack():
    return {"proof": type(type(1))("X", (), {}).__name__}

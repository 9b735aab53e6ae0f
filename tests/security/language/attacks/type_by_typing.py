def attack():
    return {"proof": type[int]("X", (), {}).__name__}

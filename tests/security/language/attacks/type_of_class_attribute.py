def attack():
    return {"proof": (1).__class__.__class__("X", (), {}).__name__}

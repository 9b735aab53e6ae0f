from abc import ABC
def attack():
    return {"proof": type(ABC)("X", (), {}).__name__}

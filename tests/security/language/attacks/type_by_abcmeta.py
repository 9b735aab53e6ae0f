from abc import ABCMeta
def attack():
    return {"proof": ABCMeta("X", (), {}).__name__}

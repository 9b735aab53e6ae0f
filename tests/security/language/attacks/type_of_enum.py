from enum import Enum
def attack():
    return {"proof": type(type(Enum))("X", (), {}).__name__}

from enum import Enum
def attack():
    return {"proof": Enum("E", "A B", type=str).A.format()}

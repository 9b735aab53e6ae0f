# A class is registered as an abstract one's, and a pattern reads by keyword.
# after: interpreter
# source: pyjail: match patterns
from abc import ABC
class Fake(ABC): pass
def attack(**_):
    Fake.register(type(attack))
    match attack:
        case Fake(__code__=c):
            return {"proof": str(c)}

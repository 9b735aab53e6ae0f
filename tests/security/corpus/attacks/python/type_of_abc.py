# The class of an abstract class.
# after: interpreter
# source: pyjail: type()
from abc import ABC
def attack(**_):
    return {"proof": type(ABC)("X", (), {}).__name__}

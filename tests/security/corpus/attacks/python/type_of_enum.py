# The class of the class of an enum.
# after: interpreter
# source: pyjail: type()
from enum import Enum
def attack(**_):
    return {"proof": type(type(Enum))("X", (), {}).__name__}

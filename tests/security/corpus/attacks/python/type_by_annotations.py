# An annotation keeps what it was given, and gives it back.
# after: interpreter
# source: own
from abc import ABC
class A:
    x: type(ABC)
def attack(**_):
    return {"proof": A.__annotations__["x"]("X", (), {}).__name__}

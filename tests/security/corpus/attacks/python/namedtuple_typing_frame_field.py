# The same by `typing.NamedTuple`, as a function.
# after: interpreter
# source: own
from abc import ABC
from typing import NamedTuple
T = NamedTuple("T", [("gi_frame", int)])
class U(T, ABC): pass
def g(): yield 1
def attack(**_):
    gen = g()
    U.register(type(gen))
    match gen:
        case U(frame):
            return {"proof": str(frame)}

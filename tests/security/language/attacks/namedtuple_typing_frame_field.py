from typing import NamedTuple
from abc import ABC
T = NamedTuple("T", [("gi_frame", int)])
class U(T, ABC): pass
def g(): yield 1
def attack():
    gen = g()
    U.register(type(gen))
    match gen:
        case U(frame):
            return {"proof": str(frame)}

# The fields of a named tuple are the names of its positional patterns.
# after: read
# source: own
from abc import ABC
from collections import namedtuple
T = namedtuple("T", "f_builtins")
F = namedtuple("F", "gi_frame")
class U(T, ABC): pass
class V(F, ABC): pass
def g(): yield 1
def attack(path, **_):
    gen = g()
    V.register(type(gen))
    match gen:
        case V(frame):
            U.register(type(frame))
            match frame:
                case U(found):
                    return {"text": found["open"](path).read()}

# The names come from an iterator that gives others the second time.
# after: interpreter
# source: own
from abc import ABC
from collections import namedtuple
class Names:
    turn = 0
    def __iter__(self):
        Names.turn += 1
        return iter(["plain"] if Names.turn == 1 else ["gi_frame"])
T = namedtuple("T", Names())
T = namedtuple("T", Names())
class U(T, ABC): pass
def g(): yield 1
def attack(**_):
    gen = g()
    U.register(type(gen))
    match gen:
        case U(frame):
            return {"proof": str(frame)}

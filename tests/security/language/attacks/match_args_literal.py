from abc import ABC
class U(ABC):
    __match_args__ = ("gi_frame",)
def g(): yield 1
def attack():
    gen = g()
    U.register(type(gen))
    match gen:
        case U(frame):
            return {"proof": str(frame)}

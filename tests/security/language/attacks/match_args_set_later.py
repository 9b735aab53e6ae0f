from abc import ABC
class U(ABC): pass
def g(): yield 1
def attack():
    setattr(U, "__match_args__", ("gi_frame",))
    gen = g()
    U.register(type(gen))
    match gen:
        case U(frame):
            return {"proof": str(frame)}

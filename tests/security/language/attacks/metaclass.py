class M(type):
    def __instancecheck__(cls, x): return True
class A(metaclass=M): pass
def attack():
    return {"proof": isinstance(1, A)}

def meta(name, bases, ns):
    return ns
class A(metaclass=meta): pass
def attack():
    return {"proof": str(A)}

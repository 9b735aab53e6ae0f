def meta(name, bases, ns): return ns
kw = {"metaclass": meta}
class A(**kw): pass
def attack():
    return {"proof": str(A)}

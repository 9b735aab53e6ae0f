from functools import singledispatch
@singledispatch
def f(x): pass
def attack():
    def g(x: "().__class__.__base__"): return 1
    f.register(g)
    return {"proof": str(f.dispatch(int) is g and f.registry[object])}

def f(a=1): return a
def attack():
    f.__defaults__ = (2,)
    return {"proof": f()}

def f(): return 1
def attack():
    f.__code__ = (lambda: 2).__code__
    return {"proof": f()}

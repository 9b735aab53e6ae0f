def f(a=1): return a
def attack():
    del f.__defaults__
    return {"proof": str(f)}

# The same by `del`.
# after: interpreter
# source: own
def f(a=1): return a
def attack(**_):
    del f.__defaults__
    return {"proof": str(f)}

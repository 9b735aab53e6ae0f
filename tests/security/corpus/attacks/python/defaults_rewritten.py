# Defaults of a function are set.
# after: interpreter
# source: own
def f(a=1): return a
def attack(**_):
    f.__defaults__ = (2,)
    return {"proof": f() == 2}

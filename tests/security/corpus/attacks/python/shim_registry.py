# What the original has beside it, and the stand-in has not.
# after: interpreter
# source: own
from functools import singledispatch
@singledispatch
def f(x): pass
def attack(**_):
    return {"proof": str(f._clear_cache.__closure__)}

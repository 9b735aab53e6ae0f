# wall-only
from functools import singledispatch
@singledispatch
def f(x): pass
def attack():
    return {"proof": str(f._Dispatcher__names["__builtins__"])}

# What a stand-in of ours keeps to itself.
# after: interpreter
# source: own
# control: wall
from functools import singledispatch
@singledispatch
def f(x): pass
def attack(**_):
    return {"proof": str(f._Dispatcher__names["__builtins__"])}

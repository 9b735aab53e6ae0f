# What a stand-in of ours keeps to itself.
# after: interpreter
# control: wall
# source: own
from functools import singledispatch
@singledispatch
def f(x): pass
def attack(**_):
    return {"proof": str(f._Dispatcher__names["__builtins__"])}

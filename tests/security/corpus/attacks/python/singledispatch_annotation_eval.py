# `singledispatch` evaluates an annotation that is a string, among the real built-in functions.
# after: read
# source: own
from functools import singledispatch
taken = []
@singledispatch
def f(x): pass
def attack(path, **_):
    def g(x: "taken.append(__import__('os').open) or int"):
        return 1
    f.register(g)
    import os
    return {"text": os.read(taken[0](path, 0), 100).decode()}

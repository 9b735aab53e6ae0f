# `copy.replace` of CPython 3.13 calls `__replace__`, which is found on the class and no object's.
# after: interpreter
# source: own
# control: wall
import copy
class A:
    def __getattr__(self, name):
        return lambda **k: "replaced"
def attack(**_):
    return {"proof": copy.replace(A(), x=1)}

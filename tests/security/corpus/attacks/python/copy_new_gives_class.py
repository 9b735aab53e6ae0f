# `__new__` gives a class of the library for the copy, whose attributes are set next.
# after: interpreter
# source: own
import copy
import json
class A:
    __slots__ = ("proof",)
    def __new__(cls):
        return json.JSONEncoder if made else object.__new__(cls)
made = []
def attack(**_):
    a = A()
    a.proof = "of a patched class"
    made.append(1)
    copy.copy(a)
    return {"proof": str(json.JSONEncoder.proof)}

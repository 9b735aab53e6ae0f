import copy
import json
class A:
    __slots__ = ("proof",)
    def __new__(cls):
        return json.JSONEncoder if made else object.__new__(cls)
made = []
def attack():
    a = A()
    a.proof = "of a patched class"
    made.append(1)
    copy.copy(a)
    return {"proof": str(json.JSONEncoder.proof)}

# Literals are let pass; the annotation beside them runs all the same.
# after: read
# source: own
import json
class A:
    __slots__: (found := json.loads.__globals__) = ("a",)
def attack(path, **_):
    return {"text": A.found["__builtins__"]["open"](path).read()}

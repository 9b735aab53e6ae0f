# Two targets take one value, of which one is not looked at.
# after: read
# source: own
import json
from abc import ABC
class U(ABC):
    __doc__ = __match_args__ = ("__globals__",)
def attack(path, **_):
    U.register(type(json.loads))
    match json.loads:
        case U(found):
            return {"text": found["__builtins__"]["open"](path).read()}

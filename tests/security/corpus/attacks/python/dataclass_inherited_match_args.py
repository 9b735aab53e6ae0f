# Positional patterns name the fields of the bases too.
# after: interpreter
# source: own
import json
from abc import ABC
from dataclasses import dataclass
@dataclass
class A:
    format: int = 0
@dataclass
class B(A, ABC):
    x: int = 0
B.register(str)
def attack(**_):
    match "{0.__globals__[__file__]}":
        case B(raw, _) | B(raw):
            return {"text": raw(json.loads)}

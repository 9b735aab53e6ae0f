from abc import ABC
from dataclasses import dataclass
@dataclass
class A:
    format: int = 0
@dataclass
class B(A, ABC):
    x: int = 0
B.register(str)
def attack():
    match "{0.__globals__}":
        case B(raw, _):
            return {"proof": raw(attack)}
        case B(raw):
            return {"proof": raw(attack)}

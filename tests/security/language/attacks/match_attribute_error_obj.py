from abc import ABC
from dataclasses import dataclass
@dataclass
class U(ABC):
    obj: object = None
import json
def attack():
    U.register(AttributeError)
    try:
        json.nothing
    except AttributeError as e:
        match e:
            case U(found):
                return {"proof": str(found)}

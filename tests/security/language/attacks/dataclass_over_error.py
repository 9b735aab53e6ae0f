from dataclasses import dataclass, fields
@dataclass
class D(AttributeError):
    obj: object
def attack():
    return {"proof": str(fields(D)[0].default)}

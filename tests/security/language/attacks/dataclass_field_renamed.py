from dataclasses import dataclass, fields, asdict
@dataclass
class D:
    x: int = 1
def attack():
    fields(D)[0].name = "__class__"
    return {"proof": str(asdict(D()))}

# wall-only
from dataclasses import dataclass
class D:
    __annotations__ = {"x=(1).__class__, y": int}
def attack():
    return {"proof": dataclass(D).__name__}

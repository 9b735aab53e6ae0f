# wall-only: CPython 3.13 and later have it
from enum import Enum
class E(Enum):
    A = 1
def attack():
    E.A._add_alias_("__mro_entries__")
    return {"proof": "set"}

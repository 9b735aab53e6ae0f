# `_add_alias_` of CPython 3.13 gives special names.
# after: interpreter
# control: wall
# source: own
from enum import Enum
class E(Enum):
    A = 1
def attack(**_):
    E.A._add_alias_("__mro_entries__")
    return {"proof": "set"}

# `_convert_` makes members of any module.
# after: interpreter
# source: own
from enum import Enum
class E(Enum): pass
def attack(**_):
    made = E._convert_("X", "os", lambda name: name in ("O_RDONLY",))
    return {"proof": str(list(made))}

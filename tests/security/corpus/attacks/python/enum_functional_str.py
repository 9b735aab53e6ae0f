# An enum is made by calling, over `str`.
# after: interpreter
# source: own
from enum import Enum
def attack(**_):
    return {"proof": str(Enum("E", "A B", type=str).A.format())}

# Special names are given by the functional way.
# after: interpreter
# source: own
import copy
from enum import Enum
def attack(**_):
    E = Enum("E", {"A": 1, "__reduce_ex__": lambda self, p: (dict, (), None)})
    return {"proof": str(E)}

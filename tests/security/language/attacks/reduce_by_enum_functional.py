import copy
from enum import Enum
def attack():
    E = Enum("E", {"A": 1, "__reduce_ex__": lambda self, p: (dict, (), None)})
    return {"proof": str(E)}

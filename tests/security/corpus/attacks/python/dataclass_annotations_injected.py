# A name of a field becomes part of the code of `__init__`.
# after: interpreter
# control: wall
# source: own
from dataclasses import dataclass
class D:
    __annotations__ = {"x=(1).__class__, y": int}
def attack(**_):
    return {"proof": dataclass(D).__name__}

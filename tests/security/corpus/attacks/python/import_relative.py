# A relative import.
# after: interpreter
# control: wall
# source: own
from . import os
def attack(**_):
    return {"proof": 1}

# A relative import.
# after: interpreter
# source: own
# control: wall
from . import os
def attack(**_):
    return {"proof": 1}

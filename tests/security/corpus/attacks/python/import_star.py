# A star brings names along that were not asked for.
# after: interpreter
# source: own
from json import *
def attack(**_):
    return {"proof": str(dumps)}

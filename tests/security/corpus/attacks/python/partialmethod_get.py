# A partialmethod binds its function to whatever it is asked of.
# after: interpreter
# source: own
import json
from functools import partialmethod
def attack(**_):
    bound = partialmethod(getattr, "__globals__").__get__(json.loads)
    return {"proof": str(bound()["__file__"])}

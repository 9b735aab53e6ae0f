# What is wrapped answers for its name with something that is no string.
# after: interpreter
# source: own
# control: wall
import json
from functools import wraps
taken = []
class Liar:
    @property
    def __name__(self):
        return json.loads
    def __getattr__(self, name):
        taken.append(name)
        return {"__globals__": 1}
def attack(**_):
    @wraps(Liar())
    def f(): pass
    return {"proof": f.__name__ if type(f.__name__) is not str else ""}

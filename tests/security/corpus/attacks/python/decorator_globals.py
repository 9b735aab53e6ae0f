# A decorator is handed a function, and looks at it.
# after: read
# source: pyjail: decorators
import json
def steal(function):
    return function.__globals__["__builtins__"]["open"]
take = steal(json.loads)
def attack(path, **_):
    return {"text": take(path).read()}

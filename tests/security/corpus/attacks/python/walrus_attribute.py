# An assignment inside an expression.
# after: read
# source: own
import json
def attack(path, **_):
    if (found := json.loads.__globals__):
        return {"text": found["__builtins__"]["open"](path).read()}

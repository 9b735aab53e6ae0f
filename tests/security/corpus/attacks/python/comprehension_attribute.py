# In a comprehension the same attribute is refused.
# after: read
# source: own
import json
def attack(path, **_):
    return {"text": [f.__globals__ for f in [json.loads]][0]["__builtins__"]["open"](path).read()}

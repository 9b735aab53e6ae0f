# A hook that the library calls looks at the library.
# after: read
# source: own
import json
def attack(path, **_):
    found = json.loads("{}", object_hook=lambda d: {"g": json.loads.__builtins__})
    return {"text": found["g"]["open"](path).read()}

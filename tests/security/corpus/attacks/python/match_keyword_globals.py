# A pattern reads attributes by keyword.
# after: read
# source: pyjail: match patterns
import json
def attack(path, **_):
    match json.loads:
        case object(__globals__=found):
            return {"text": found["__builtins__"]["open"](path).read()}

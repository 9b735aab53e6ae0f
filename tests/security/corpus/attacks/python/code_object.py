# A code object shows constants and names, and can be made anew by `replace`.
# after: interpreter
# source: pyjail: code objects
import json
def attack(**_):
    return {"proof": json.loads.__code__.co_filename}

# The name of an import.
# after: interpreter
# source: pyjail: the built-in functions
import json as __builtins__
def attack(**_):
    return {"proof": 1}

# `type.__setattr__` changes a class of the library.
# after: interpreter
# source: pyjail: object.__setattr__
import json
def attack(**_):
    type.__setattr__(json.JSONEncoder, "proof", "of a patched class")
    return {"proof": json.JSONEncoder.proof}

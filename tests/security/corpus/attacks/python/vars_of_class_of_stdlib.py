# `vars` of a class of the library lists its raw functions.
# after: interpreter
# source: pyjail: vars
import json
def attack(**_):
    return {"proof": str(vars(json.JSONEncoder)["__init__"])}

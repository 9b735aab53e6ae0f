# `vars` of a function, and its `__dict__`.
# after: interpreter
# source: pyjail: vars
import json
def attack(**_):
    json.loads.__dict__["proof"] = 1
    return {"proof": vars(json.loads)["proof"]}

# A module as a source sees it is an object: its class is called, and its attributes set.
# after: interpreter
# control: wall
# source: own
import json
def attack(**_):
    N = type(json)
    N.__init__(json, {"loads": 1})
    N.__setattr__(json, "loads", 1)
    return {"proof": str(json.loads)}

# The dict of it.
# after: interpreter
# source: own
import json
def attack(**_):
    json.__dict__["loads"] = 1
    return {"proof": str(json.loads)}

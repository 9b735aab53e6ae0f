# A module's function is replaced.
# after: interpreter
# source: own
import json
def attack(**_):
    json.loads = lambda x: "replaced"
    return {"proof": json.loads("2") == "replaced"}

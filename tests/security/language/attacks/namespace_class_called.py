# wall-only
import json
def attack():
    N = type(json)
    N.__init__(json, {"loads": 1})
    N.__setattr__(json, "loads", 1)
    return {"proof": str(json.loads)}

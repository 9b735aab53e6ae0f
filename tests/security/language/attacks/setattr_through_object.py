import json
def attack():
    type.__setattr__(json.JSONEncoder, "default2", 1)
    return {"proof": json.JSONEncoder.default2}

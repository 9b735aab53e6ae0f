import json
def attack():
    return {"proof": str(vars(json.JSONEncoder)["__init__"])}

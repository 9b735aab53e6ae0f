import json
def attack():
    json.loads = lambda x: 1
    return {"proof": json.loads("2")}

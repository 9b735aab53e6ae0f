import json
def attack():
    json.JSONEncoder.default = lambda self, o: "x"
    return {"proof": json.dumps(attack)}

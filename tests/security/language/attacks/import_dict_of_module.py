import json
def attack():
    return {"proof": str(vars(json)["codecs"])}

import json
def attack():
    try:
        json.nothing
    except AttributeError as e:
        if e.obj is not None:
            return {"proof": str(e.obj)}

import json
def attack():
    return {"proof": str(json.loads("{}", object_hook=lambda d: attack.__builtins__))}

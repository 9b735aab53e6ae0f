# wall-only
def attack():
    return {"proof": str(_getattr_(attack, "__globals__"))}

# wall-only
__builtins__ = {}
def attack():
    return {"proof": 1}

# wall-only
def attack():
    global __builtins__
    __builtins__ = {}
    return {"proof": 1}

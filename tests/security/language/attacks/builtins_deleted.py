# wall-only
def attack():
    global __builtins__
    del __builtins__
    return {"proof": 1}

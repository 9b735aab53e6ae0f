# wall-only
def g(__builtins__): return __builtins__
def attack():
    return {"proof": g(1)}

# wall-only
def attack():
    return {"proof": (__builtins__ := 3)}

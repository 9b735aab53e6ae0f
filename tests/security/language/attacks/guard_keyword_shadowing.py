# wall-only
def attack():
    return {"proof": str(getattr(attack, name="__globals__", default=None))}

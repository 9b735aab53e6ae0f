# wall-only
def attack():
    return {"proof": str(log.__closure__[0].cell_contents)}

# wall-only
def attack():
    return {"proof": str(vars(store))}

# wall-only
def attack():
    return {"proof": str(store.get.__closure__[0].cell_contents)}

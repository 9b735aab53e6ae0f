# wall-only
def attack():
    store.get = lambda *a: 1
    return {"proof": store.get("x")}

def f(): pass
def attack():
    return {"proof": str(f.__code__.co_consts)}

class S(super): pass
def attack():
    return {"proof": 1}

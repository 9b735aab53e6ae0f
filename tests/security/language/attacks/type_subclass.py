class T(type(int)): pass
def attack():
    return {"proof": 1}

def base(): return str
def attack():
    class S(base()): pass
    return {"proof": S("x").upper()}

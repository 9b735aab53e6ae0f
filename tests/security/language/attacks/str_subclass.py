class S(str):
    pass
def attack():
    return {"proof": S("x")} if type(S("x")) is S else None

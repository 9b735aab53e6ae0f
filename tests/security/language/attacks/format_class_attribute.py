class T:
    fmt = str.format
def attack():
    return {"proof": T.fmt("{0.__globals__}", attack)}

def g(): yield 1
def attack():
    return {"proof": str(g().gi_code)}

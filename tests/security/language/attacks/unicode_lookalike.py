def attack():
    return {"proof": str(attack.__ｇlobals__)}

def attack():
    return {"proof": str(type(attack).__get__)}

def attack():
    return {"proof": str(vars(attack))}

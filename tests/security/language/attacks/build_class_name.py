def attack():
    return {"proof": str(__build_class__)}

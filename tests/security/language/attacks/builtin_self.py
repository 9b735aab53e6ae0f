def attack():
    return {"proof": str(len.__self__.open)}

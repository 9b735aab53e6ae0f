def attack():
    return {"proof": str(int.__bases__)}

def attack():
    return {"proof": str(int.mro())}

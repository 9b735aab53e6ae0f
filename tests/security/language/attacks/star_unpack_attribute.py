def attack():
    first, *rest = attack.__globals__
    return {"proof": first}

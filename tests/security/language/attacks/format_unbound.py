def attack():
    return {"proof": str.format("{0.__globals__}", attack)}

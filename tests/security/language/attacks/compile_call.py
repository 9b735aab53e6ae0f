def attack():
    return {"proof": str(compile("1", "x", "eval").co_code)}

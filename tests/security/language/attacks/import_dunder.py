def attack():
    return {"proof": str(__import__("os").getcwd())}

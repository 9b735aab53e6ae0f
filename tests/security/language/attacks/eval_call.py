def attack():
    return {"proof": eval("().__class__.__base__")}

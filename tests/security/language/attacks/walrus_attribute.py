def attack():
    if (g := attack.__globals__):
        return {"proof": str(g)}

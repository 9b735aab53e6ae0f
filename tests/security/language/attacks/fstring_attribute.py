def attack():
    return {"proof": f"{attack.__globals__!r}"}

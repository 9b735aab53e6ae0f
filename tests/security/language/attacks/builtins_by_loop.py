# wall-only
for __builtins__ in [{}]: pass
def attack():
    return {"proof": 1}

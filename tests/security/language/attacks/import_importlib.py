import importlib
def attack():
    return {"proof": str(importlib.import_module("os"))}

def attack():
    ns = {}
    exec("import os", ns)
    return {"proof": str(ns["os"])}

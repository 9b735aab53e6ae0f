def attack():
    return {"proof": [x.__globals__ for x in [attack]][0].__class__.__name__}

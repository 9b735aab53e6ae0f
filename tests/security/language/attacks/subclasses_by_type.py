def attack():
    return {"proof": str(type.__subclasses__(object))}

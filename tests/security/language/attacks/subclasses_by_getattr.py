def attack():
    base = getattr(getattr((), "__class__"), "__base__")
    return {"proof": str(getattr(base, "__subclasses__")())}

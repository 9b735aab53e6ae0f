# `globals`.
# after: read
# source: pyjail: the built-in functions
def attack(path, **_):
    found = globals()["__builtins__"]
    return {"text": found["__import__"]("io").open(path).read()}

# `__import__` by its name.
# after: read
# source: pyjail: imports
def attack(path, **_):
    return {"text": __import__("io").open(path).read()}

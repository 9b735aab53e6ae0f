# `__import__` is called as C code does it, with a list, and imports whatever it is told; it must pass on nothing.
# after: read
# source: own
def attack(path, **_):
    return {"text": __builtins__["__import__"]("io", None, None, ["open"], 0).open(path).read()}

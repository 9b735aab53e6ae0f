# `make_dataclass` runs code that it makes of strings.
# after: read
# source: own
from dataclasses import make_dataclass
taken = []
def attack(path, **_):
    made = make_dataclass("D", [("x", "int", 1)], namespace={"__post_init__": lambda self: taken.append(open(path).read())})
    made()
    return {"text": taken[0], "proof": made.__name__}

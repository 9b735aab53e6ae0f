class A:
    __slots__ = tuple(["__cl" + "ass__"])
def attack():
    return {"proof": 1}

class A:
    __slots__ = ("x",)
def attack():
    a = A()
    a.x = 1
    return {"proof": A.x.__get__(a)}

class A:
    __slots__ = ("__class__",)
def attack():
    a = A()
    return {"proof": 1}

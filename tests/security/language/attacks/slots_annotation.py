class A:
    __slots__: (found := (lambda: 0).__globals__) = ("a",)
def attack():
    return {"proof": str(A.found)}

class A:
    @property
    def __class__(self): return int
def attack():
    return {"proof": isinstance(A(), int)}

class A:
    def __class_getitem__(cls, x): return x.__globals__
def attack():
    return {"proof": str(A[attack])}

class A: pass
def attack():
    return {"proof": str(A.__dict__["__dict__"].__get__(A()))}

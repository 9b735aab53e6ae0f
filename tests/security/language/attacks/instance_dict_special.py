class A: pass
def attack():
    a = A()
    a.__dict__["__class__"] = int
    return {"proof": str(vars(a))}

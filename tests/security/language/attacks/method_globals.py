class A:
    def m(self): pass
def attack():
    return {"proof": str(A().m.__func__.__globals__)}

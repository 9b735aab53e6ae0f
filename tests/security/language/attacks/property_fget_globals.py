class A:
    @property
    def p(self): pass
def attack():
    return {"proof": str(A.p.fget.__globals__)}

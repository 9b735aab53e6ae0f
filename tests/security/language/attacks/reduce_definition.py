import copy
class A:
    def __reduce__(self):
        return (eval, ("1",))
def attack():
    return {"proof": copy.copy(A())}

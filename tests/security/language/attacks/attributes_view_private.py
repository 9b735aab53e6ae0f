# wall-only
class A: pass
def attack():
    view = vars(A())
    view.of = attack
    return {"proof": str(dict(view))}

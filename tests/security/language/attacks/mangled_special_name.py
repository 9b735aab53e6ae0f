class _:
    def go(self, f):
        return f.__globals__
class __x:
    def go(self, f):
        return f.__globals__
def attack():
    return {"proof": str(_().go(attack))}

# A finaliser runs whenever the interpreter likes: also between the steps of a guard.
# after: interpreter
# source: own
class A:
    def __del__(self): pass
def attack(**_):
    A()
    return {"proof": 1}

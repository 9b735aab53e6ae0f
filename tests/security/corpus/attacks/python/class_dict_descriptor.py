# The descriptor of an object's dict gives that of any object.
# after: interpreter
# source: pyjail: descriptors
class A: pass
def attack(**_):
    a = A()
    A.__dict__["__dict__"].__get__(a)["proof"] = 1
    return {"proof": a.proof}

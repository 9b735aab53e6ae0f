# An object is given another class.
# after: interpreter
# source: pyjail: __class__
class A:
    pass
class B(A):
    pass
def attack(**_):
    a = A()
    a.__class__ = B
    return {"proof": type(a) is B}

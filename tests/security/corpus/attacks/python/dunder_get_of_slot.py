# The same of a slot.
# after: interpreter
# source: pyjail: descriptors
class A:
    __slots__ = ("x",)
def attack(**_):
    a = A()
    a.x = 1
    return {"proof": A.x.__get__(a)}

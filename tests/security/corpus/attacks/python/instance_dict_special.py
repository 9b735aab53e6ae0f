# A special name is written into an object's dict.
# after: interpreter
# source: own
class A:
    pass
def attack(**_):
    a = A()
    a.__dict__["__class__"] = int
    return {"proof": "__class__" in vars(a)}

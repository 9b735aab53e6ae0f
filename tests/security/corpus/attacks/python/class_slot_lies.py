# A slot of that name does.
# after: interpreter
# source: own
class A:
    __slots__ = ("__class__",)
def attack(**_):
    A()
    return {"proof": 1}

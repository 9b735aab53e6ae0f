# A property `__class__` tells `isinstance` a lie.
# after: interpreter
# source: own
class A:
    @property
    def __class__(self):
        return int
def attack(**_):
    return {"proof": isinstance(A(), int)}

# `__prepare__` of a metaclass gives the dict in which a class's body runs.
# after: interpreter
# source: pyjail: metaclasses
class Names(dict):
    def __setitem__(self, name, value):
        dict.__setitem__(self, "proof", "prepared")
class M(type):
    @classmethod
    def __prepare__(cls, name, bases):
        return Names()
class A(metaclass=M):
    x = 1
def attack(**_):
    return {"proof": A.proof}

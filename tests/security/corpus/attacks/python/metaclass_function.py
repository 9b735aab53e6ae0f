# A function in the place of a metaclass gets the class's names in a dict.
# after: interpreter
# source: pyjail: metaclasses
def meta(name, bases, ns):
    return ns
class A(metaclass=meta):
    pass
def attack(**_):
    return {"proof": str(A)}

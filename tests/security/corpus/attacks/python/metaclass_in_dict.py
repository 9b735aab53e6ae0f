# The keyword comes out of a dict.
# after: interpreter
# source: pyjail: metaclasses
def meta(name, bases, ns):
    return ns
kw = {"metaclass": meta}
class A(**kw):
    pass
def attack(**_):
    return {"proof": str(A)}

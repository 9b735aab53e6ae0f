# A metaclass is a class over `type`.
# after: interpreter
# source: pyjail: metaclasses
class T(type(int)):
    pass
def attack(**_):
    return {"proof": T("X", (), {}).__name__}

# `__new__` may be read; that of `type` makes classes.
# after: interpreter
# source: pyjail: metaclasses
def attack(**_):
    kind = type(int)
    return {"proof": kind.__new__(kind, "X", (), {}).__name__}

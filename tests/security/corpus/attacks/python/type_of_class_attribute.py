# The same by `__class__`.
# after: interpreter
# source: pyjail: type()
def attack(**_):
    return {"proof": (1).__class__.__class__("X", (), {}).__name__}

# The class of a class is `type` itself.
# after: interpreter
# source: pyjail: type()
def attack(**_):
    return {"proof": type(type(1))("X", (), {}).__name__}

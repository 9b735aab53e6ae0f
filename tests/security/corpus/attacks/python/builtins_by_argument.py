# An argument of that name.
# after: interpreter
# source: pyjail: the built-in functions
def g(__builtins__):
    return __builtins__
def attack(**_):
    return {"proof": g(1)}

# An argument of that name.
# after: interpreter
# source: pyjail: the built-in functions
# control: wall
def g(__builtins__):
    return __builtins__
def attack(**_):
    return {"proof": g(1)}

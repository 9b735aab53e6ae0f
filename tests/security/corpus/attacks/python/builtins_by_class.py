# The name of a class and of a function.
# after: interpreter
# source: pyjail: the built-in functions
class __builtins__:
    pass
def attack(**_):
    return {"proof": 1}

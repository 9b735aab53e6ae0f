# A plain assignment.
# after: interpreter
# source: pyjail: the built-in functions
__builtins__ = {}
def attack(**_):
    return {"proof": 1}

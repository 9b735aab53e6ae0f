# The variable of a loop.
# after: interpreter
# source: pyjail: the built-in functions
for __builtins__ in [{}]:
    pass
def attack(**_):
    return {"proof": 1}

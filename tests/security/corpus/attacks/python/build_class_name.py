# What a class statement calls.
# after: interpreter
# source: pyjail: the built-in functions
def attack(**_):
    return {"proof": str(__build_class__)}

# An import inside of a function is seen before anything runs.
# after: interpreter
# source: pyjail: imports
def attack(**_):
    import builtins
    return {"proof": str(builtins.open)}

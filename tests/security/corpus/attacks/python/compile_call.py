# `compile`, whose code is run by a function.
# after: interpreter
# source: pyjail: code objects
def attack(**_):
    return {"proof": str(compile("1", "x", "eval").co_code)}

# What a module lacks the interpreter looks for in `sys.modules`.
# after: interpreter
# source: own
def attack(**_):
    from json import decoder
    return {"proof": str(decoder.scanner)}

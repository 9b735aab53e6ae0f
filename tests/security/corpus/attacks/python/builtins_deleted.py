# It is deleted.
# after: interpreter
# source: pyjail: the built-in functions
def attack(**_):
    global __builtins__
    del __builtins__
    return {"proof": 1}

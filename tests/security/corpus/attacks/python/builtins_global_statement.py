# A global statement.
# after: interpreter
# source: pyjail: the built-in functions
def attack(**_):
    global __builtins__
    __builtins__ = {}
    return {"proof": 1}

# An assignment inside an expression.
# after: interpreter
# source: pyjail: the built-in functions
def attack(**_):
    return {"proof": (__builtins__ := 3)}

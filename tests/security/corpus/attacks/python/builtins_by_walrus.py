# An assignment inside an expression.
# after: interpreter
# source: pyjail: the built-in functions
# control: wall
def attack(**_):
    return {"proof": (__builtins__ := 3)}

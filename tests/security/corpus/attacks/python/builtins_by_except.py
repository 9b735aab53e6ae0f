# The name of a caught exception.
# after: interpreter
# source: pyjail: the built-in functions
def attack(**_):
    try:
        1 / 0
    except ZeroDivisionError as __builtins__:
        return {"proof": 1}

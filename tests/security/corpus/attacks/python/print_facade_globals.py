# `print` is a function of the runtime's, among whose globals are the real built-in functions.
# after: read
# source: pyjail: globals of a function
def attack(path, **_):
    return {"text": print.__globals__["__builtins__"]["open"](path).read()}

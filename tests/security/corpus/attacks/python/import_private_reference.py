# The same by `from`.
# after: read
# source: pyjail: modules of modules
def attack(path, **_):
    from random import _os as os
    return {"text": os.read(os.open(path, 0), 100).decode()}

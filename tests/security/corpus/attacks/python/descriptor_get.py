# A descriptor's `__get__` binds any function to any object.
# after: interpreter
# source: pyjail: descriptors
def attack(**_):
    return {"proof": str(type(attack).__get__)}

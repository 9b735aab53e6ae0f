# `mro` of a class.
# after: interpreter
# source: pyjail: subclasses of object
def attack(**_):
    return {"proof": str(int.mro())}

# The same by `type`'s own method.
# after: interpreter
# source: pyjail: subclasses of object
def attack(**_):
    return {"proof": str(type.__subclasses__(object))}

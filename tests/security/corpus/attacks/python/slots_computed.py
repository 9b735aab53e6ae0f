# The slots' names are made at run time.
# after: interpreter
# source: own
class A:
    __slots__ = tuple(["__cl" + "ass__"])
def attack(**_):
    return {"proof": 1}

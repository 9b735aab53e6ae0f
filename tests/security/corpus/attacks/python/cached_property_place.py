# `cached_property` writes into the object's dict, under a name that can be set.
# after: interpreter
# source: own
from functools import cached_property
class A:
    pass
def attack(**_):
    place = cached_property(lambda self: "made")
    place.__set_name__(A, "__reduce_ex__")
    A.x = place
    a = A()
    a.x
    return {"proof": a.__dict__["__reduce_ex__"]}

from functools import cached_property
class A: pass
def attack():
    place = cached_property(lambda self: 1)
    place.__set_name__(A, "__reduce_ex__")
    A.x = place
    a = A()
    a.x
    return {"proof": a.__reduce_ex__}

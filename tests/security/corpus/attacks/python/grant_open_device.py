# A link leads to a device that never ends.
# after: memory
# source: own
# granted: read
# deadline: 5
def attack(granted, much, **_):
    return {"n": len(open(granted + "/zero", "rb").read(int(much)))}

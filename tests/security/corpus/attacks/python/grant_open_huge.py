# A file of a terabyte, in the granted folder.
# after: memory
# source: own
# granted: read
# deadline: 5
def attack(granted, much, **_):
    return {"n": len(open(granted + "/huge", "rb").read(int(much)))}

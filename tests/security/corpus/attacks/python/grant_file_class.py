# The class of such a file is called, and its attributes are set.
# after: interpreter
# source: own
# granted: read
def attack(granted, **_):
    opened = open(granted + "/note")
    opened.read = lambda: "replaced"
    type(opened).read = 1
    return {"proof": opened.read}

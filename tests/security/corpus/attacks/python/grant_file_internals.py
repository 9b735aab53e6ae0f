# What stands behind a file that was opened by right.
# after: interpreter
# source: own
# granted: read
def attack(granted, **_):
    opened = open(granted + "/note")
    return {"proof": str(opened.read.__closure__[0].cell_contents)}

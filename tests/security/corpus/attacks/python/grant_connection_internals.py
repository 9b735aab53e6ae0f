# What stands behind a connection that was opened by right.
# after: interpreter
# source: own
# granted: connect
def attack(door, **_):
    opened = connect("127.0.0.1", int(door))
    return {"proof": str(opened.send.__closure__[0].cell_contents)}

# The port is a number that is another one the second time.
# after: connect
# source: own
# granted: connect
# control: wall
def attack(tcp, door, **_):
    class Port(int):
        def __int__(self): return int(tcp)
        def __index__(self): return int(tcp)
        def __lt__(self, other): return True
        def __eq__(self, other): return True
    for port in (Port(int(door)), True, int(door) + (1 << 16), -1, float(tcp)):
        try:
            connect("127.0.0.1", port).send(b"!")
        except (OSError, TypeError, ValueError):
            continue

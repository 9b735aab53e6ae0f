# The class of an exception has a name larger than a frame, of characters that are none.
# after: the host
# source: own
# control: wall
class Error(Exception):
    pass
def attack(**_):
    Error.__name__ = chr(0xD800) + "x" * (1 << 21)
    raise Error("x")

# The words of an exception are larger than a frame.
# after: the host
# source: own
# control: wall
def attack(**_):
    raise ValueError("x" * (1 << 24))

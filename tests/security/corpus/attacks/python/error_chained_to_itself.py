# Exceptions are each other's causes.
# after: the host
# source: own
# control: wall
def attack(**_):
    a, b = ValueError("a"), ValueError("b")
    a.__cause__, b.__cause__ = b, a
    raise a from b

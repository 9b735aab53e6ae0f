# It comes to its end, in words of its own.
# after: the host
# source: own
# calls: next next
# control: wall
class End(StopIteration):
    def __init__(self):
        pass
    value = property(lambda self: 1 / 0)
def attack(**_):
    raise End

# What the URI names says which arguments it takes, by a descriptor of its own.
# after: the host
# source: own
# control: wall
class Evil:
    def __get__(self, ob, kind=None):
        raise SystemExit
    def __call__(self, *a, **k):
        raise SystemExit
class attack:
    __init__ = Evil()
    next = Evil()

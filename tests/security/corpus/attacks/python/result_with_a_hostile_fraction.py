# What the encoder turns into text by itself is of a class of the source's own.
# after: the host
# source: own
# control: wall
from fractions import Fraction
class Evil(Fraction):
    def __str__(self):
        raise SystemExit
def attack(**_):
    return {"x": Evil(1, 2)}

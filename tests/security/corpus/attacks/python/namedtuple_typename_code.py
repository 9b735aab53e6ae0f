# The name of a named tuple was once part of code that was run.
# after: interpreter
# control: wall
# source: pyjail: namedtuple
from collections import namedtuple
def attack(**_):
    made = namedtuple("T", ["a", "b=().__class__"])
    return {"proof": str(made)}

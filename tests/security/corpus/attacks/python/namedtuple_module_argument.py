# A class bears the name of a module that is not its own.
# after: interpreter
# source: own
from collections import namedtuple
def attack(**_):
    return {"proof": namedtuple("T", "a", module="os").__module__ == "os"}

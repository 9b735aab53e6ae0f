# Names of fields are strings that say of themselves to be others.
# after: the host
# source: own
# control: wall
from enum import Enum
class Name(str, Enum):
    A = "a"
    def __str__(self): return "proof"
    def encode(self, *a): return b"proof"
    def __len__(self): return 10 ** 9
def attack(**_):
    return {Name.A: Name.A}

# The key is a string that says of itself to be another.
# after: others' data
# source: own
# control: wall
from enum import Enum
class Key(str, Enum):
    A = "a"
    def __str__(self): return taken[0]
    def encode(self, *a): return taken[0].encode()
    def __len__(self): return 1
taken = []
def attack(space, **_):
    taken.append(f"../{space}/secret")
    return {"found": store.get(Key.A)}

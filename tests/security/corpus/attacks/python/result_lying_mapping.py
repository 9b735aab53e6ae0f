# A result is a mapping whose names are no strings, and whose values change.
# after: the host
# source: own
# control: wall
from collections.abc import Mapping
class Liar(Mapping):
    def __iter__(self):
        return iter([1, None, ("x",), b"y", 1.5])
    def __len__(self):
        return -1
    def __getitem__(self, key):
        return self
def attack(**_):
    return Liar()

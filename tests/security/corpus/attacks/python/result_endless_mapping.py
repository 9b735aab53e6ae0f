# A result is a mapping that has no end.
# after: processor
# source: own
# deadline: 0.3
from collections.abc import Mapping
class Endless(Mapping):
    def __iter__(self):
        n = 0
        while True:
            n += 1
            yield "x" if n % 2 else "y"
    def __len__(self):
        return 1
    def __getitem__(self, key):
        return 1
def attack(**_):
    return Endless()

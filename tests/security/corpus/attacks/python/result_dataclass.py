# A dataclass has a field that is a property, which runs when it is encoded.
# after: the host
# source: own
# control: wall
from dataclasses import dataclass
@dataclass
class D:
    x: int = 1
    def __getattr__(self, name):
        raise SystemExit
def attack(**_):
    return {"x": D()}

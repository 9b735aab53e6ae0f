# uri: Frozen
# expect: [{'x': 3, 'y': 6, 'frozen': True}]
from dataclasses import dataclass, field

@dataclass(frozen=True)
class F:
    x: int
    y: int = field(init=False)
    def __post_init__(self):
        object.__setattr__(self, "y", self.x * 2)

class Strict:
    def __setattr__(self, name, value):
        if name.startswith("bad"):
            raise AttributeError("no " + name)
        super().__setattr__(name, value)

class Frozen:
    def next(self):
        f = F(3)
        s = Strict()
        s.good = 1
        try:
            f.x = 1
            frozen = False
        except AttributeError:
            frozen = True
        return {"x": f.x, "y": f.y, "frozen": frozen}

# uri: Walk?steps=3
# expect: [{'x': 1, 'y': 2, 'dist': 2.236}, {'x': 2, 'y': 4, 'dist': 4.472}, {'x': 3, 'y': 6, 'dist': 6.708}, StopIteration]
from dataclasses import dataclass, field, asdict, replace
import math


@dataclass(frozen=True, order=True)
class Point:
    x: int = 0
    y: int = 0
    tags: list = field(default_factory=list, compare=False)

    @property
    def dist(self) -> float:
        return round(math.hypot(self.x, self.y), 3)


@dataclass
class Walk:
    steps: str = "1"
    here: Point = field(default_factory=Point)

    def __post_init__(self):
        self.left = int(self.steps)

    def __iter__(self):
        return self

    def __next__(self):
        if not self.left:
            raise StopIteration
        self.left -= 1
        self.here = replace(self.here, x=self.here.x + 1, y=self.here.y + 2)
        event = asdict(self.here)
        del event["tags"]
        return {**event, "dist": self.here.dist}

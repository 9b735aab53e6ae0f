# uri: Weather?city=Riga&seed=4
# expect: [{'city': 'Riga', 'ok': True, 'sky': True}]
import random
from enum import Enum, unique
from dataclasses import dataclass

@unique
class Sky(Enum):
    CLEAR = "clear"
    CLOUDS = "clouds"

    @classmethod
    def pick(cls, rng):
        return rng.choice(list(cls))

@dataclass
class Reading:
    temp: float
    sky: Sky

class Weather:
    def __init__(self, city: str, seed: str = "0") -> None:
        self.city, self._rng = city, random.Random(seed)
    def _read(self) -> Reading:
        return Reading(self._rng.gauss(10, 3), Sky.pick(self._rng))
    def next(self):
        r = self._read()
        return {"city": self.city, "ok": -20 < r.temp < 40, "sky": r.sky in Sky}

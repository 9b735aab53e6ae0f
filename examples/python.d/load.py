"""A load average of something imagined, with its record kept in the store.

    cocaine push 'python:///load.py/Load?name=web' --interval 1s
"""

import math
import random


class Load:
    def __init__(self, name, decay="0.9"):
        self.name = name
        self.decay = float(decay)
        self._value = 1.0

    def next(self):
        self._value = self._value * self.decay + random.random() * (1 - self.decay) * 2
        runs = store.incr("runs")
        record = max(self._value, store.get("record", 0.0))
        store.set("record", record)
        return {"name": self.name, "load": round(self._value, 3), "record": round(record, 3), "runs": runs,
                "bar": "#" * math.ceil(self._value * 10)}

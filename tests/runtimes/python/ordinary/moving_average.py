# uri: Average?window=3
# expect: [{'mean': 1.0, 'median': 1}, {'mean': 1.5, 'median': 1.5}, {'mean': 2.0, 'median': 2}, {'mean': 3.0, 'median': 3}]
import statistics
from collections import deque
from itertools import count

class Average:
    def __init__(self, window="5"):
        self.values = deque(maxlen=int(window))
        self.source = count(1)
    def __next__(self):
        self.values.append(next(self.source))
        return {"mean": float(statistics.mean(self.values)), "median": statistics.median(self.values)}
    def __iter__(self):
        return self

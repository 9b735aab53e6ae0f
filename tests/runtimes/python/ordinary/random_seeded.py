# uri: Dice?seed=1
# expect: [{'same': True, 'in': True}]
import random

class Dice:
    def __init__(self, seed):
        self._rng = random.Random(int(seed))
        self._again = random.Random(int(seed))
    def next(self):
        roll = self._rng.randint(1, 6)
        return {"same": roll == self._again.randint(1, 6), "in": random.choice([1, 2]) in (1, 2) and 0 <= random.random() < 1}

# uri: Accumulate
# expect: [{'total': 10}, {'total': 30}]
def accumulator():
    total = 0
    while True:
        value = yield total
        if value is None:
            break
        total += value

class Accumulate:
    def __init__(self):
        self.gen = accumulator()
        next(self.gen)
        self.n = 0
    def next(self):
        self.n += 1
        return {"total": self.gen.send(10 * self.n)}
    def close(self):
        self.gen.close()

# uri: Roots?x=2
# expect: [{'root': 1.5, 'step': 1}, {'root': 1.4167, 'step': 2}, {'root': 1.4142, 'step': 3}]
square = lambda v: v * v

class Roots:
    def __init__(self, x):
        self.x = float(x)
        self.f = lambda g, x=self.x: (g + x / g) / 2
        self.guess, self.step = 1.0, 0
    def next(self):
        self.guess = self.f(self.guess)
        self.step += 1
        return {"root": round(self.guess, 4), "step": self.step}

# uri: Odd
# expect: [None, {'result': 3}, {}, {'result': 'text'}]
class Odd:
    values = [None, 3, {}, "text"]
    def __init__(self): self.i = iter(self.values)
    def next(self): return next(self.i)

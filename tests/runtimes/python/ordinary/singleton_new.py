# uri: Single
# expect: [{'same': True, 'n': 1}, {'same': True, 'n': 2}]
class Registry:
    _instance = None
    def __new__(cls):
        if cls._instance is None:
            cls._instance = super().__new__(cls)
            cls._instance.n = 0
        return cls._instance

class Single:
    def next(self):
        a, b = Registry(), Registry()
        a.n += 1
        return {"same": a is b, "n": b.n}

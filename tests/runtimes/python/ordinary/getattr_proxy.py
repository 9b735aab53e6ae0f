# uri: Proxy
# expect: [{'x': 1, 'y': 'no y', 'has': False, 'set': [3, 4]}]
class Record:
    def __init__(self, **fields):
        for key, value in fields.items():
            setattr(self, key, value)
    def __getattr__(self, name):
        if name.startswith("z"):
            raise AttributeError(name)
        return "no " + name

class Proxy:
    def next(self):
        r = Record(x=1)
        r.items = [3]
        r.items.append(4)
        return {"x": getattr(r, "x"), "y": r.y, "has": hasattr(r, "z1"), "set": getattr(r, "items", None)}

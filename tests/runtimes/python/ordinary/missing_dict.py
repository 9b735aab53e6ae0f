# uri: Cache
# expect: [{'a': 1, 'bb': 2, 'size': 2, 'is_dict': True}]
class LengthCache(dict):
    def __missing__(self, key):
        value = self[key] = len(key)
        return value

class Cache:
    def next(self):
        c = LengthCache()
        return {"a": c["a"], "bb": c["bb"], "size": len(c), "is_dict": isinstance(c, dict)}

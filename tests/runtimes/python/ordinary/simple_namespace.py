# uri: Space
# expect: [{'a': 1, 'b': 3, 'r': 'namespace(a=1, b=3)'}]
from types import SimpleNamespace, MappingProxyType

class Space:
    def next(self):
        s = SimpleNamespace(a=1, b=2)
        s.b += 1
        frozen = MappingProxyType({"x": 1})
        return {"a": s.a, "b": s.b, "r": repr(s)} if frozen["x"] else None

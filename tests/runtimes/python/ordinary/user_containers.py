# uri: Inventory
# expect: [{'items': {'APPLE': 3}, 'n': 1, 'list': [2, 4]}]
from collections import UserDict, UserList
from collections.abc import MutableMapping, Mapping

class Upper(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.upper(), value)

class Evens(UserList):
    def append(self, item):
        if item % 2 == 0:
            super().append(item)

class Inventory:
    def next(self):
        u = Upper(apple=3)
        e = Evens()
        for i in (1, 2, 3, 4): e.append(i)
        return {"items": dict(u), "n": len(u), "list": list(e)} if isinstance(u, MutableMapping) else {}

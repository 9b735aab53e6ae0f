# wall-only
from types import SimpleNamespace
def attack():
    s = SimpleNamespace()
    super(SimpleNamespace, s).__init__(**{"__class__": 1})
    return {"proof": str(s)}

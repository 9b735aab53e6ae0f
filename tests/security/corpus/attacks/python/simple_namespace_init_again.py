# The check in a constructor is passed by, as `super` calls the one before it.
# after: interpreter
# source: own
from types import SimpleNamespace
class N(SimpleNamespace):
    def __init__(self, **values):
        pass
def attack(**_):
    s = N()
    super(N, s).__init__(**{"__class__": 1})
    return {"proof": "__class__" in vars(s)}

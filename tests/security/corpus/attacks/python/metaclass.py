# A metaclass with an `__instancecheck__`, by which patterns match anything.
# after: read
# source: pyjail: metaclasses
import json
class M(type):
    def __instancecheck__(cls, x):
        return True
class U(metaclass=M):
    __match_args__ = ("__globals__",)
def attack(path, **_):
    match json.loads:
        case U(found):
            return {"text": found["__builtins__"]["open"](path).read()}

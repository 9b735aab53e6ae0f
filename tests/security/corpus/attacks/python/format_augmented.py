# An augmented assignment reads the method, and shows it to `__radd__`.
# after: interpreter
# source: own
import json
from enum import Enum
class Text(str, Enum):
    A = "{0.__globals__[__file__]}"
class Catch:
    def __radd__(self, other):
        self.caught = other
        return other
def attack(**_):
    catch = Catch()
    text = Text.A
    text.format += catch
    return {"text": catch.caught(json.loads)}

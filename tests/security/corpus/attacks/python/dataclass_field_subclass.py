# A field of a class of the source's own is renamed: `replace` reads the traceback of an error.
# after: interpreter
# source: own
from dataclasses import MISSING, Field, dataclass, replace
caught = []
class Renamed(Field): pass
field = Renamed(None, MISSING, True, False, None, False, None, False)
@dataclass(init=False)
class E(Exception):
    x: int = field
    def __init__(self, **values):
        caught.append(values)
def attack(**_):
    try:
        raise E()
    except E as error:
        field.name = "__traceback__"
        replace(error)
    return {"proof": str(caught[-1]["__traceback__"])}

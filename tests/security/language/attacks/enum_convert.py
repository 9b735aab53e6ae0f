from enum import Enum
class E(Enum): pass
def attack():
    made = E._convert_("X", "os", lambda name: name == "system")
    return {"proof": str(list(made)[0].value)}

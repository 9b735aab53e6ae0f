# A guard of the base class's name is called.
# after: interpreter
# control: wall
# source: own
def attack(**_):
    return {"proof": str(_getattr_(attack, "__globals__"))}

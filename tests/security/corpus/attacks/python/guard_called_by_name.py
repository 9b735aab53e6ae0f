# A guard of the base class's name is called.
# after: interpreter
# source: own
# control: wall
def attack(**_):
    return {"proof": str(_getattr_(attack, "__globals__"))}

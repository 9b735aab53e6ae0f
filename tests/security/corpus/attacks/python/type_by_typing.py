# An alias of `type` can be called as the class that it stands for.
# after: interpreter
# source: own
def attack(**_):
    return {"proof": type[int]("X", (), {}).__name__}

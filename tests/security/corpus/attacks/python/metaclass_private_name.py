# What the name of a metaclass stands for.
# after: interpreter
# source: own
# control: wall
from abc import ABCMeta
def attack(**_):
    return {"proof": ABCMeta._MetaclassName__real("X", (), {}).__name__}

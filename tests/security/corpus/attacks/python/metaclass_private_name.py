# What the name of a metaclass stands for.
# after: interpreter
# control: wall
# source: own
from abc import ABCMeta
def attack(**_):
    return {"proof": ABCMeta._MetaclassName__real("X", (), {}).__name__}

# wall-only
from abc import ABCMeta
def attack():
    return {"proof": ABCMeta._MetaclassName__real("X", (), {}).__name__}

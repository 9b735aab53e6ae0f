# wall-only
from . import os
def attack():
    return {"proof": 1}

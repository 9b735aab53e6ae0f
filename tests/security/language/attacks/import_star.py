from json import *
def attack():
    return {"proof": str(dumps)}

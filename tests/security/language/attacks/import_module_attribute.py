import random
def attack():
    return {"proof": str(random._os.getcwd())}

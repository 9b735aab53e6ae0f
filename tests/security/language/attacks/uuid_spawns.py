import uuid
def attack():
    return {"proof": uuid.getnode()}

import hashlib
def attack():
    return {"proof": str(hashlib._hashlib)}

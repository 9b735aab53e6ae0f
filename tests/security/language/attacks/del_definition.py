class A:
    def __del__(self): pass
def attack():
    return {"proof": 1}

class A:
    __module__ = "os"
def attack():
    return {"proof": A.__module__}

import sys
def attack():
    return {"proof": str(sys.modules["os"])}

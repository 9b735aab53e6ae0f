def steal(f):
    return lambda: {"proof": str(f.__globals__)}
@steal
def attack(): pass

def g(): yield from h()
def h(): yield 1
def attack():
    gen = g(); next(gen)
    return {"proof": str(gen.gi_yieldfrom)}

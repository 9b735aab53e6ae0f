# The hash of a deep tuple overflows the stack of C: the cell may die, and nothing else.
# after: neighbours
# control: wall
# source: pyjail: memory of the interpreter
def attack(**_):
    t = ()
    for _ in range(1_000_000):
        t = (t,)
    return {"hash": hash(t)}

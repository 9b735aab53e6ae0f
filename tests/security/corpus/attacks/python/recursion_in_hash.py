# The hash of a deep tuple overflows the stack of C: the cell may die, and nothing else.
# after: neighbours
# source: pyjail: memory of the interpreter
# control: wall
def attack(**_):
    t = ()
    for _ in range(1_000_000):
        t = (t,)
    return {"hash": hash(t)}

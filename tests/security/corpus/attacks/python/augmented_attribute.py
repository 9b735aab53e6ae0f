# The same by an augmented assignment, which reads and writes.
# after: interpreter
# source: own
def f(a=1): return a
def attack(**_):
    f.__defaults__ += (2,)
    return {"proof": str(f)}

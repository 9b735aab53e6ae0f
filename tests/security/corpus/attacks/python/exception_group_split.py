# `split` without `except*` hands the exceptions to a function, and no more.
# after: interpreter
# source: CVE-2025-22153 (GHSA-gmj9-h825-chq2)
def attack(**_):
    taken = []
    group = ExceptionGroup("x", [ValueError("y")])
    group.split(lambda e: taken.append(e) or True)
    return {"proof": str(taken[-1].__traceback__)}

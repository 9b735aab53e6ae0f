# A generator has its code.
# after: interpreter
# source: CVE-2023-37271 (GHSA-wqc8-x2pr-7jqh)
def g():
    yield 1
def attack(**_):
    return {"proof": str(g().gi_code.co_names)}

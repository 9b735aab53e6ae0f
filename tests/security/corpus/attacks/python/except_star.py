# `except*` of CPython 3.11 to 3.13 may take a class for a group, and so confuse types in memory.
# after: interpreter
# source: CVE-2025-22153 (GHSA-gmj9-h825-chq2)
def attack(**_):
    try:
        raise ExceptionGroup("x", [ValueError()])
    except* ValueError as e:
        found = str(e)
    return {"proof": found}

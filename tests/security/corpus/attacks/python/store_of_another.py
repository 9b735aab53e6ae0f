# The key leads out of the source's own keys by `..`, or is another source's whole one.
# after: others' data
# source: own
def attack(space, **_):
    for key in (f"../{space}/secret", f"x/../../{space}/secret", f"/{space}/secret", f"{space}/secret",
                f"..\\{space}\\secret", f"%2e%2e/{space}/secret", f"secret' OR key LIKE '%secret", f"%/secret", f"../{space}/secret\0"):
        found = store.get(key)
        if found:
            return {"found": found}

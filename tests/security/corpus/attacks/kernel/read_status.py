# That a file is there, how large it is, and when it was written.
# after: read
# source: own
import os
def attack(path, **_):
    return {"when": str(os.stat(path).st_mtime_ns)}

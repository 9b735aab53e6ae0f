# What a file system holds, and how much of it is free.
# after: read
# source: own
import os
def attack(path, **_):
    return {"proof": os.statvfs(path).f_bfree}

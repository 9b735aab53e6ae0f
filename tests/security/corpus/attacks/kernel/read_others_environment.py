# What its parent was started with.
# after: read
# source: own
import os
def attack(**_):
    return {"proof": os.read(os.open(f"/proc/{os.getppid()}/cmdline", os.O_RDONLY), 1000).decode()}

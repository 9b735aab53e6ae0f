# Where a link leads.
# after: read
# source: own
import os
def attack(**_):
    return {"proof": os.readlink("/proc/self/exe") + os.readlink("/proc/self/cwd")}

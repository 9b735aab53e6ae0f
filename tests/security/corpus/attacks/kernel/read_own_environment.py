# What its zygote was started with.
# after: read
# source: own
import os
def attack(**_):
    return {"proof": os.read(os.open("/proc/self/cmdline", os.O_RDONLY), 1000).decode()}

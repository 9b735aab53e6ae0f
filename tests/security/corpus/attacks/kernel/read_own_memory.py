# Its own memory as a file, which is written past every protection.
# after: read
# source: own
import os
def attack(**_):
    return {"proof": os.open("/proc/self/mem", os.O_RDWR)}

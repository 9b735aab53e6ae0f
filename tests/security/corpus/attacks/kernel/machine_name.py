# What the machine is called, and which kernel it has.
# after: kernel
# source: own
import os
def attack(**_):
    return {"proof": os.uname().nodename or os.uname().release}

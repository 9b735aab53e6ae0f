# The clock is turned.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(159 if os.uname().machine == "x86_64" else 171, -1)
    return {"proof": "the kernel was asked"}

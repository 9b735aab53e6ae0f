# What can be done with them.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(250 if os.uname().machine == "x86_64" else 219, -1, 0, 0, 0, 0)
    return {"proof": "the kernel was asked"}

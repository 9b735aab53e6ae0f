# Memory that not even the kernel sees.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(447 if os.uname().machine == "x86_64" else 447, -1)
    return {"proof": "the kernel was asked"}

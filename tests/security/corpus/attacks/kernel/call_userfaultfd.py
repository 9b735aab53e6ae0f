# Its own page faults, by which races in the kernel are won.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(323 if os.uname().machine == "x86_64" else 282, -1)
    return {"proof": "the kernel was asked"}

# A program in the kernel.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(321 if os.uname().machine == "x86_64" else 280, -1, None, 0)
    return {"proof": "the kernel was asked"}

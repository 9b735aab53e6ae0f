# A ring that somebody else has set up.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(426 if os.uname().machine == "x86_64" else 426, -1, 0, 0, 0, None, 0)
    return {"proof": "the kernel was asked"}

# The clock is set.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(164 if os.uname().machine == "x86_64" else 170, -1, -1)
    return {"proof": "the kernel was asked"}

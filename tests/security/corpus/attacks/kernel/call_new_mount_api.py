# The newer calls of the same.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(430 if os.uname().machine == "x86_64" else 430, b'nothing', 0)
    return {"proof": "the kernel was asked"}

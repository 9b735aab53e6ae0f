# One is unmounted.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(166 if os.uname().machine == "x86_64" else 39, b'/nonexistent', 0)
    return {"proof": "the kernel was asked"}

# The kernel's keys.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(248 if os.uname().machine == "x86_64" else 217, b'user', b'x', b'y', 1, -100)
    return {"proof": "the kernel was asked"}

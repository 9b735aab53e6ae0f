# A module of the kernel.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(175 if os.uname().machine == "x86_64" else 105, None, 0, b'')
    return {"proof": "the kernel was asked"}

# A user namespace, in which it is root and reaches much more of the kernel.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(272 if os.uname().machine == "x86_64" else 97, -1)
    return {"proof": "the kernel was asked"}

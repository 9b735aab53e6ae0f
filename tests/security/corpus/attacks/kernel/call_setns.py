# Another process's namespace.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(308 if os.uname().machine == "x86_64" else 268, -1, 0)
    return {"proof": "the kernel was asked"}

# A part of the tree of mounts.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(428 if os.uname().machine == "x86_64" else 428, -1, b'/nonexistent', 0)
    return {"proof": "the kernel was asked"}

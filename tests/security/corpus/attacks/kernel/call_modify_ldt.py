# The processor's own tables.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(154 if os.uname().machine == "x86_64" else 117, 0, None, 0)
    return {"proof": "the kernel was asked"}

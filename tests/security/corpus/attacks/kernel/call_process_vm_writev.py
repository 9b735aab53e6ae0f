# Another process's memory is written.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(311 if os.uname().machine == "x86_64" else 271, -1, None, 0, None, 0, 0)
    return {"proof": "the kernel was asked"}

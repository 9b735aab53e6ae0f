# Another kernel.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(246 if os.uname().machine == "x86_64" else 104, 0, 0, None, -1)
    return {"proof": "the kernel was asked"}

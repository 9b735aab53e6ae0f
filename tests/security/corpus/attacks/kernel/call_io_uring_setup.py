# A ring of requests, which the kernel carries out past every filter of calls.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(425 if os.uname().machine == "x86_64" else 425, 0, None)
    return {"proof": "the kernel was asked"}

# The machine starts anew; with the wrong magic numbers, for those who run this.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(169 if os.uname().machine == "x86_64" else 142, 0, 0, 0, None)
    return {"proof": "the kernel was asked"}

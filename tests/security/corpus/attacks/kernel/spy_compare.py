# Which resources two processes share.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    number = 312 if os.uname().machine == "x86_64" else 272
    libc.syscall(number, os.getpid(), os.getppid(), 0, 0, 0)
    return {"proof": "the kernel was asked"}

# A system call of the 32-bit kind, which has other numbers.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(0x40000000 | 39 if os.uname().machine == "x86_64" else 9999)
    return {"proof": "the kernel was asked"}

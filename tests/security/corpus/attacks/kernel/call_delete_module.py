# One is removed.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(176 if os.uname().machine == "x86_64" else 106, b'nonexistent', 0x800)
    return {"proof": "the kernel was asked"}

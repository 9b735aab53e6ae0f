# A personality by which whatever is readable can be executed.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(135 if os.uname().machine == "x86_64" else 92, 0xFFFFFFFF)
    return {"proof": "the kernel was asked"}

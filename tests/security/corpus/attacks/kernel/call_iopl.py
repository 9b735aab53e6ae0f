# The ports of devices.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(172 if os.uname().machine == "x86_64" else 117, 0)
    return {"proof": "the kernel was asked"}

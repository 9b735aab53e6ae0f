# The quotas of disks.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(179 if os.uname().machine == "x86_64" else 60, 0, b'/nonexistent', 0, None)
    return {"proof": "the kernel was asked"}

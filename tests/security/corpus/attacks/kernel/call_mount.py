# A file system is mounted.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(165 if os.uname().machine == "x86_64" else 40, b'x', b'/nonexistent', b'nothing', 0, None)
    return {"proof": "the kernel was asked"}

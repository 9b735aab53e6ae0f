# The root is exchanged.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(155 if os.uname().machine == "x86_64" else 41, b'/nonexistent', b'/nonexistent')
    return {"proof": "the kernel was asked"}

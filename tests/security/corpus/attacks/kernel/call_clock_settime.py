# The same by the newer call.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(227 if os.uname().machine == "x86_64" else 112, -1, -1)
    return {"proof": "the kernel was asked"}

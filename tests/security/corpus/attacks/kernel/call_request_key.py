# A key is asked for, for which the kernel starts a program.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(249 if os.uname().machine == "x86_64" else 218, b'nothing', b'x', None, 0)
    return {"proof": "the kernel was asked"}

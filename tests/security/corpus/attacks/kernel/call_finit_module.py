# The same from a file.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(313 if os.uname().machine == "x86_64" else 273, -1, b'', 0)
    return {"proof": "the kernel was asked"}

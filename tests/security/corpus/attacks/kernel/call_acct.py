# The kernel writes down who does what.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(163 if os.uname().machine == "x86_64" else 89, b'/nonexistent/x')
    return {"proof": "the kernel was asked"}

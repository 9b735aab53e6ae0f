# The counters of the processor, which tell of others.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(298 if os.uname().machine == "x86_64" else 241, None, 0, -1, -1, 0)
    return {"proof": "the kernel was asked"}

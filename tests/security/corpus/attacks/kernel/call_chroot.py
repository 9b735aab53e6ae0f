# Another root, from which a known way leads out.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(161 if os.uname().machine == "x86_64" else 51, b'/nonexistent')
    return {"proof": "the kernel was asked"}

# By a descriptor of the program.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    number = 322 if os.uname().machine == "x86_64" else 281
    libc.syscall(number, -1, b"", None, None, 0x1000)
    return {"proof": "the kernel was asked"}

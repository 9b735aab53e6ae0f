# Another process's memory is thrown out.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(440, -1, None, 0, 21, 0)
    return {"proof": "the kernel was asked"}

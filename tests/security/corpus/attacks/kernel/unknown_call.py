# A system call that this kernel may have, and no list here names.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.syscall(599)
    if ctypes.get_errno() != 38:
        raise OSError(ctypes.get_errno(), "599")
    return {"proof": "the kernel was asked"}

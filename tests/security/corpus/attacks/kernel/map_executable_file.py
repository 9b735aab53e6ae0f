# Code out of a file without a name, mapped twice: to be written, and to be run.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
def attack(**_):
    made = os.memfd_create("code")
    os.ftruncate(made, 4096)
    if libc.mmap(None, 4096, 5, 1, made, 0) == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), "mmap")
    return {"proof": "it can be run"}

# Memory is made executable by the call that takes a key, or by the plain one where that is not there.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
libc.syscall.argtypes = [ctypes.c_long] * 5
libc.syscall.restype = ctypes.c_long
def attack(**_):
    page = libc.mmap(None, 4096, 3, 0x22, -1, 0)
    number = 329 if os.uname().machine == "x86_64" else 288
    failed = libc.syscall(number, page, 4096, 5, -1) < 0
    if failed and ctypes.get_errno() == 38:
        failed = libc.mprotect(page, 4096, 5) < 0
    if failed:
        raise OSError(ctypes.get_errno(), "pkey_mprotect")
    return {"proof": "it can be run"}

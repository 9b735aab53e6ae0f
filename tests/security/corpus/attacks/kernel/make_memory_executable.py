# Memory that was written to is executed: what every exploit does next.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
def attack(**_):
    page = libc.mmap(None, 4096, 3, 0x22, -1, 0)
    if libc.mprotect(page, 4096, 5) < 0:
        raise OSError(ctypes.get_errno(), "mprotect")
    return {"proof": "it can be run"}

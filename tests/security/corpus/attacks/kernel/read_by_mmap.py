# A file is mapped, and its pages are read.
# after: read
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
def attack(path, **_):
    opened = os.open(path, os.O_RDONLY)
    mapped = libc.mmap(None, 4096, 1, 2, opened, 0)
    return {"text": ctypes.string_at(mapped, 24).decode()}

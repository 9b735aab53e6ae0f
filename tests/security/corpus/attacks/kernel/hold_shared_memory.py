# The same as memory that is shared, which other limits count.
# after: memory
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
def attack(much, **_):
    mapped = libc.mmap(None, int(much), 3, 0x21, -1, 0)
    if mapped == ctypes.c_void_p(-1).value:
        raise MemoryError
    libc.memset(mapped, 1, int(much))

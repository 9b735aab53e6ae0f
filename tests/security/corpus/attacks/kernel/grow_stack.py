# The same as its stack.
# after: memory
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
def attack(much, **_):
    piece = int(much) // 8
    for _ in range(8):
        mapped = libc.mmap(None, piece, 3, 0x122, -1, 0)
        if mapped == ctypes.c_void_p(-1).value:
            raise MemoryError
        libc.memset(mapped, 1, piece)

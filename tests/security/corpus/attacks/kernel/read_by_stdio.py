# The C library's own files.
# after: read
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.fopen.restype = ctypes.c_void_p
libc.fgets.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
def attack(path, **_):
    opened = libc.fopen(path.encode(), b"r")
    if not opened:
        raise OSError(ctypes.get_errno(), "fopen")
    kept = ctypes.create_string_buffer(100)
    libc.fgets(kept, 99, opened)
    return {"text": kept.value.decode()}

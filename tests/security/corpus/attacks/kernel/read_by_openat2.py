# The newest way to open, and the oldest where that is not there.
# after: read
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(path, **_):
    how = (ctypes.c_uint64 * 3)(0, 0, 0)
    opened = libc.syscall(437, -100, path.encode(), how, 24)
    if opened < 0:
        if ctypes.get_errno() != 38:
            raise OSError(ctypes.get_errno(), "openat2")
        opened = os.open(path, os.O_RDONLY)
    kept = ctypes.create_string_buffer(100)
    libc.read(opened, kept, 99)
    return {"text": kept.value.decode()}

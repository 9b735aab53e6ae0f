# The same by the newest call.
# after: read
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(path, **_):
    kept = (ctypes.c_uint64 * 32)()
    if libc.statx(-100, path.encode(), 0, 0x7FF, kept) < 0:
        raise OSError(ctypes.get_errno(), "statx")
    return {"proof": list(kept)[:8]}

# Its memory is kept from being paged out.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.mlock.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
kept = ctypes.create_string_buffer(4096)
def attack(**_):
    if libc.mlock(ctypes.addressof(kept), 4096) < 0:
        raise OSError(ctypes.get_errno(), "mlock")
    return {"proof": "locked"}

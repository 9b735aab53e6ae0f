# How the machine is doing: what others do shows in it.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    kept = (ctypes.c_uint64 * 16)()
    if libc.sysinfo(kept) < 0:
        raise OSError(ctypes.get_errno(), "sysinfo")
    return {"proof": list(kept)[:4]}

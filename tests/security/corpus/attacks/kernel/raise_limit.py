# Its limits are raised.
# after: rights
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    if libc.setrlimit(7, (ctypes.c_uint64 * 2)(1000, 1000)) < 0:
        raise OSError(ctypes.get_errno(), "setrlimit")

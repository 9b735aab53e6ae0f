# Signals as a descriptor.
# after: rights
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    mask = (ctypes.c_uint64 * 16)()
    if libc.signalfd(-1, mask, 0) < 0:
        raise OSError(ctypes.get_errno(), "signalfd")

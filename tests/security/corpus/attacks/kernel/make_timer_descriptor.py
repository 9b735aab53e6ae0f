# A timer as a descriptor.
# after: rights
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    if libc.timerfd_create(1, 0) < 0:
        raise OSError(ctypes.get_errno(), "timerfd_create")

# The mode of what it will make.
# after: rights
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    if ctypes.c_int(libc.umask(0o123)).value < 0:
        raise PermissionError(1, "umask")

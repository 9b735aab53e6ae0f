# The newest way, and the oldest where that is not there.
# after: spawn
# source: own
import ctypes
import os
import time
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    arguments = (ctypes.c_uint64 * 11)(0, 0, 0, 0, 17)
    child = libc.syscall(435, arguments, 88)
    if child < 0:
        if ctypes.get_errno() != 38:
            raise OSError(ctypes.get_errno(), "clone3")
        child = os.fork()
    if child == 0:
        time.sleep(600)

# A child that shares its parent's memory.
# after: spawn
# source: own
import ctypes
import time
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    child = libc.syscall(_clone(), 17, 0, 0, 0, 0)
    if child == 0:
        time.sleep(600)
    if child < 0:
        raise OSError(ctypes.get_errno(), "clone")
def _clone():
    import os
    return 56 if os.uname().machine == "x86_64" else 220

# The same by `creat`.
# after: write
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(room, **_):
    if libc.creat(f"{room}/here".encode(), 0o644) < 0:
        raise OSError(ctypes.get_errno(), "creat")

# Whether a file may be read.
# after: read
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(path, **_):
    if libc.access(path.encode(), 4) < 0:
        raise OSError(ctypes.get_errno(), "access")
    return {"proof": "it may"}

# It takes back that it dies with its parent.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    if libc.prctl(1, 0, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "prctl")
    return {"proof": "it lives on"}

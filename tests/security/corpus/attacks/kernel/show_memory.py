# It has its memory shown to others again.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    if libc.prctl(4, 1, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "prctl")
    return {"proof": "others see it"}

# A timer of the other kind.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    made = ctypes.c_void_p()
    if libc.timer_create(1, None, ctypes.byref(made)) < 0:
        raise OSError(ctypes.get_errno(), "timer_create")
    return {"proof": "made"}

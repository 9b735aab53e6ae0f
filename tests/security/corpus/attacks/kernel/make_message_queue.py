# A queue of messages, which outlives it.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    made = libc.msgget(0, 0o1600)
    if made < 0:
        raise OSError(ctypes.get_errno(), "msgget")
    libc.msgctl(made, 0, None)
    return {"proof": made or "0"}

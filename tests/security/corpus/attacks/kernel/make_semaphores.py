# Semaphores, which outlive it.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    made = libc.semget(0, 1, 0o1600)
    if made < 0:
        raise OSError(ctypes.get_errno(), "semget")
    libc.semctl(made, 0, 0)
    return {"proof": made or "0"}

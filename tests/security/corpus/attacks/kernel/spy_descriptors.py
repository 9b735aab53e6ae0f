# A descriptor of another process is fetched.
# after: other processes
# source: own
# needs: victim
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(victim, **_):
    held = os.pidfd_open(int(victim))
    got = libc.syscall(438, held, 1, 0)
    if got < 0:
        raise OSError(ctypes.get_errno(), "pidfd_getfd")
    return {"proof": got}

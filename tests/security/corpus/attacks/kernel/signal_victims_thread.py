# A thread of it.
# after: signal
# source: own
# needs: victim
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(victim, **_):
    if libc.tgkill(int(victim), int(victim), 10) < 0:
        raise OSError(ctypes.get_errno(), "tgkill")

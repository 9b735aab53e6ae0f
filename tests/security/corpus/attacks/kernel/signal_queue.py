# With a message.
# after: signal
# source: own
# needs: victim
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(victim, **_):
    if libc.sigqueue(int(victim), 10, 1) < 0:
        raise OSError(ctypes.get_errno(), "sigqueue")

# A queue in a file system of its own.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(mark, **_):
    name = f"/{mark}".encode()
    if libc.mq_open(name, 0o102, 0o600, None) < 0:
        raise OSError(ctypes.get_errno(), "mq_open")
    libc.mq_unlink(name)
    return {"proof": "made"}

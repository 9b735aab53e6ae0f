# It asks for another ruleset.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    if libc.syscall(444, None, 0, 1) < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    return {"proof": "the kernel was asked"}

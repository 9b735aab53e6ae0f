# The limit of what it may write.
# after: kernel
# source: own
import ctypes
import resource
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    return {"proof": "none" if soft == resource.RLIM_INFINITY else ""}

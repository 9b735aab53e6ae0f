# What the kernel has said.
# after: kernel
# source: own
# control: root
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    if libc.klogctl(10, None, 0) < 0:
        raise OSError(ctypes.get_errno(), "klogctl")
    return {"proof": "it can be read"}

# What the kernel has said.
# after: kernel
# source: own
# control: root
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    if libc.klogctl(10, None, 0) < 0 and ctypes.get_errno() != 1:
        raise OSError(ctypes.get_errno(), "klogctl")
    return {"proof": "" if ctypes.get_errno() == 1 else "the kernel was asked"}

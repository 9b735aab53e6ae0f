# It gives itself capabilities.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    wanted = (ctypes.c_uint32 * 6)(0xFFFFFFFF, 0xFFFFFFFF, 0, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    libc.capset(header, wanted)
    if ctypes.get_errno() == 1 and libc.capget(header, wanted) == 0:
        return {"proof": "the kernel was asked"}
    raise OSError(ctypes.get_errno(), "capset")

# It types on the terminal of whoever has started the daemon.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(**_):
    libc.ioctl(0, 0x5412, b"x")
    if ctypes.get_errno() == 25:
        return {"proof": "there is no terminal, and the kernel was asked"}
    raise OSError(ctypes.get_errno(), "TIOCSTI")

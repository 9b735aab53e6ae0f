# Data out of turn on a unix socket, which has been a way into the kernel.
# after: kernel
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
kept = ctypes.create_string_buffer(16)
def attack(**_):
    for number in range(3, 64):
        if libc.recv(number, kept, 1, 0x41) >= 0 or ctypes.get_errno() in (11, 22, 95):
            return {"proof": "the kernel was asked"}
        if ctypes.get_errno() == 1:
            raise OSError(1, "recv")

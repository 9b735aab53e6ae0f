# The same by the system call itself, past whatever a library does.
# after: read
# source: own
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def attack(path, **_):
    opened = libc.openat(-100, path.encode(), 0)
    if opened < 0:
        raise OSError(ctypes.get_errno(), "openat")
    kept = ctypes.create_string_buffer(100)
    libc.read(opened, kept, 99)
    return {"text": kept.value.decode()}

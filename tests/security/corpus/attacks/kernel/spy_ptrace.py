# Another process is traced, and its memory read.
# after: other processes
# source: own
# needs: victim
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.restype = ctypes.c_long
libc.ptrace.argtypes = [ctypes.c_long] * 4
def attack(victim, address, **_):
    if libc.ptrace(16, int(victim), 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    os.waitpid(int(victim), 0)
    words = [libc.ptrace(2, int(victim), int(address) + 8 * n, 0) for n in range(3)]
    libc.ptrace(17, int(victim), 0, 0)
    return {"text": b"".join(word.to_bytes(8, "little", signed=True) for word in words).decode()}

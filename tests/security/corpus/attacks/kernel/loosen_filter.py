# It puts another filter over its own.
# after: kernel
# source: own
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(38, 1, 0, 0, 0)
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]
def attack(**_):
    allow = Program(1, bytes.fromhex("060000000000ff7f"))
    number = 317 if os.uname().machine == "x86_64" else 277
    if libc.syscall(number, 1, 0, ctypes.byref(allow)) < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return {"proof": "there is another one"}

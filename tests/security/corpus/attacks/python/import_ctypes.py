# Native code by way of `ctypes`.
# after: read
# source: pyjail: imports
import ctypes
def attack(path, **_):
    libc = ctypes.CDLL(None)
    kept = ctypes.create_string_buffer(100)
    libc.read(libc.open(path.encode(), 0), kept, 99)
    return {"text": kept.value.decode()}

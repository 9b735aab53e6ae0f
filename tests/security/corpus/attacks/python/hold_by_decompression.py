# A few bytes become many.
# after: memory
# source: decompression bombs
# deadline: 5
import zlib
def attack(much, **_):
    packed = zlib.compress(bytes(1 << 24), 1)
    kept = []
    while len(kept) << 24 < int(much):
        kept.append(zlib.decompress(packed).replace(b"\0", b"x", 1))
    return {"n": len(kept)}

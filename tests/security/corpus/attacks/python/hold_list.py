# A list without end.
# after: memory
# source: own
# deadline: 5
def attack(much, **_):
    kept = []
    while len(kept) * (1 << 20) < int(much):
        kept.append(bytearray(b"x") * (1 << 20))
    return {"n": len(kept)}

# Values and keys without end.
# after: the host
# source: own
# deadline: 3
# control: wall
def attack(**_):
    for n in range(300):
        try:
            store.set(f"k{n}", "x" * 200_000)
        except Exception:
            pass
    return {"n": 1}

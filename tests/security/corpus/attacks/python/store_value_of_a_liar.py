# A value that is another one each time it is looked at, and one that is nested without end.
# after: the host
# source: own
# control: wall
def attack(**_):
    x = []
    x.append(x)
    for value in (x, {1: 2}, object(), float("nan"), "x" * (1 << 20), chr(0xD800)):
        try:
            store.set("k", value)
        except (TypeError, ValueError):
            pass
    return {"n": store.incr("n", 2 ** 53)}

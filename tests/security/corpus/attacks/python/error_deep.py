# An exception that has passed a thousand frames, in each of which it was caught.
# after: the host
# source: own
# control: wall
def down(n):
    try:
        return down(n - 1) if n else 1 / 0
    except Exception as error:
        raise RuntimeError(str(n)) from error
def attack(**_):
    down(180)

# A result of many megabytes.
# after: the host
# source: own
# control: wall
def attack(**_):
    return {"x": "y" * (1 << 23)}

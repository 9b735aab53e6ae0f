# A result contains itself.
# after: the host
# source: own
# control: wall
def attack(**_):
    x = {}
    x["x"] = [x]
    return x

# Lines without end.
# after: the host
# source: own
# deadline: 1
# control: wall
def attack(**_):
    for n in range(200_000):
        log("x" * 3000)
    return {"n": 1}

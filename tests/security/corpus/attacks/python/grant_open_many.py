# More files than a cell may hold.
# after: the host
# source: own
# granted: read
# control: wall
kept = []
def attack(granted, **_):
    for _ in range(100):
        kept.append(open(granted + "/note"))

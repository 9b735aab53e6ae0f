# A body that never ends.
# after: memory
# source: own
# granted: fetch
# control: wall
# deadline: 5
def attack(site, **_):
    return {"n": len(fetch(site + "/granted/endless").body)}

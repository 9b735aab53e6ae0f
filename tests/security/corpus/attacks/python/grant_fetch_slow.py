# A body of which a byte comes now and then: nobody else must wait for it.
# after: the host
# source: own
# granted: fetch
# control: wall
# deadline: 1
def attack(site, **_):
    return {"n": len(fetch(site + "/granted/slow", timeout=60).body)}

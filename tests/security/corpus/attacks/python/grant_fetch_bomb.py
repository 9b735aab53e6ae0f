# A body of a few kilobytes that becomes two hundred megabytes.
# after: memory
# source: decompression bombs
# granted: fetch
# control: wall
# deadline: 10
def attack(site, **_):
    return {"n": len(fetch(site + "/granted/bomb").body)}

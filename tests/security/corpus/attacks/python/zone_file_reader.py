# `zoneinfo` reads files.
# after: interpreter
# source: own
import zoneinfo
def attack(**_):
    return {"proof": str(zoneinfo._tzpath.os)}

# The key of a zone is a path.
# after: read
# source: own
# control: wall
import zoneinfo
def attack(path, **_):
    return {"proof": str(zoneinfo.ZoneInfo("../../../.." + path))}

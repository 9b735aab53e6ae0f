# The key of a zone is a path.
# after: read
# control: wall
# source: own
import zoneinfo
def attack(path, **_):
    return {"proof": str(zoneinfo.ZoneInfo("../../../.." + path))}

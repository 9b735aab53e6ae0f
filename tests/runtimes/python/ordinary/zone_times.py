# uri: clock?zone=Europe/Moscow
# expect: [{'offset': 3.0, 'key': 'Europe/Moscow'}]
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

def clock(zone):
    tz = ZoneInfo(zone)
    moment = datetime(2024, 1, 1, tzinfo=timezone.utc).astimezone(tz)
    return {"offset": moment.utcoffset().total_seconds() / 3600, "key": tz.key}

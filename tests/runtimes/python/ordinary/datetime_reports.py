# uri: Calendar?day=2024-02-28
# expect: [{'day': '2024-02-29', 'weekday': 'Thursday', 'leap': True}, {'day': '2024-03-01', 'weekday': 'Friday', 'leap': True}]
from datetime import datetime, timedelta, timezone, date
import calendar

class Calendar:
    def __init__(self, day):
        self.day = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=timezone.utc)
    def next(self):
        self.day += timedelta(days=1)
        return {"day": f"{self.day:%Y-%m-%d}", "weekday": self.day.strftime("%A"), "leap": calendar.isleap(self.day.year)}

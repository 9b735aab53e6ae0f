"""Says itself when it runs next: less and less often, up to a longest pause in seconds.

    cocaine push 'python:///pace.py/Pace?longest=60' --driver manual
"""

from datetime import UTC, datetime, timedelta


class Pace:
    def __init__(self, longest="60"):
        self.longest = float(longest)
        self.pause = 1.0

    def next(self):
        self.pause = min(self.longest, self.pause * 2)
        return {"pause": self.pause}

    def reschedule(self):
        return datetime.now(UTC) + timedelta(seconds=self.pause)

# uri: Cron?every=60
# expect: [{'runs': 1}, {'runs': 2}]
# reschedule: True
import time

class Cron:
    def __init__(self, every):
        self.every = float(every)
        self.runs = 0
    def reschedule(self):
        return time.time() + self.every
    def next(self):
        self.runs += 1
        return {"runs": self.runs}
    def close(self):
        log("bye")

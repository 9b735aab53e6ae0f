# A time that is none.
# after: the host
# source: own
# calls: reschedule reschedule reschedule reschedule
# control: wall
import datetime
class Evil(float):
    def __float__(self):
        raise SystemExit
class When(datetime.datetime):
    def timestamp(self):
        return "soon"
class attack:
    def __init__(self, **_):
        self.n = 0
    def next(self):
        return {}
    def reschedule(self):
        self.n += 1
        return [float("nan"), Evil(1), When.now(datetime.timezone.utc), 10 ** 400][self.n % 4]

# It can do something when it is looked at, and nothing when it is called.
# after: the host
# source: own
# calls: process reschedule next
# control: wall
class attack:
    def __init__(self, **_):
        pass
    def next(self):
        return {}
    def process(self, data):
        del attack.reschedule
        return {"n": 1}
    def reschedule(self):
        return 1

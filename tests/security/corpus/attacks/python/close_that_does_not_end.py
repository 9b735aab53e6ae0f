# It does not end when it is told to.
# after: the host
# source: own
# control: wall
class attack:
    def __init__(self, **_):
        pass
    def next(self):
        return {}
    def close(self):
        while True:
            pass

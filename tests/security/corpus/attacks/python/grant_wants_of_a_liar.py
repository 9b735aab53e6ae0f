# What it wants is a property, another one each time it is asked for.
# after: the host
# source: own
# granted: read
# control: wall
turns = []
class Wants:
    def __get__(self, ob, kind=None):
        turns.append(1)
        if len(turns) > 1:
            raise SystemExit
        return {"read": ["/"] * 1000, "x": object()}
class attack:
    wants = Wants()
    def __init__(self, **_):
        pass
    def next(self):
        return {}

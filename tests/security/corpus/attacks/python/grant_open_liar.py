# The path is a string that says of itself to be another, the second time.
# after: read
# source: own
# granted: read
# control: wall
from enum import Enum
class Path(str, Enum):
    A = "/nothing"
    def __str__(self):
        turns.append(1)
        return places[len(turns) > 1]
turns, places = [], []
def attack(granted, path, **_):
    places.extend((granted + "/note", path))
    class Like:
        def __fspath__(self):
            turns.append(1)
            return places[len(turns) > 1]
    for tried in (Path.A, Like()):
        for _ in range(3):
            text = open(tried).read()
            if text != "for everybody":
                return {"text": text}
            turns.clear()

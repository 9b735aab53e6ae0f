# A file is removed.
# after: write
# source: own
import os
def attack(room, **_):
    os.unlink(room + "/old")

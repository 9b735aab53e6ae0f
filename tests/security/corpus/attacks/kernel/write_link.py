# A second name for a file, and a link.
# after: write
# source: own
import os
def attack(path, room, **_):
    os.symlink(path, room + "/here")

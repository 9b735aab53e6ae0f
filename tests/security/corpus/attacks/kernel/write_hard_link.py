# A second name, by which the file outlives the first.
# after: write
# source: own
import os
def attack(open, room, **_):
    os.link(open, room + "/here")

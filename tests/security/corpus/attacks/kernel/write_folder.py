# A folder is made.
# after: write
# source: own
import os
def attack(room, **_):
    os.mkdir(room + "/here")

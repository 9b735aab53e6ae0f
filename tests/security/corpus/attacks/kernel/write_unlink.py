# A folder is removed.
# after: write
# source: own
import os
def attack(room, **_):
    os.rmdir(room)

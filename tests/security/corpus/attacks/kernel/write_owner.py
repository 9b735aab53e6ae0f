# A file's group is changed.
# after: write
# source: own
import os
def attack(open, **_):
    os.chown(open, -1, os.getgid())

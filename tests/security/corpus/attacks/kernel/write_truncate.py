# A file is cut.
# after: write
# source: own
import os
def attack(open, **_):
    os.truncate(open, 0)

# A file's times are changed: Landlock knows no right for that either.
# after: write
# source: own
import os
def attack(open, **_):
    os.utime(open, (1, 1))

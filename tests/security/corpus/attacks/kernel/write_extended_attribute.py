# Something is attached to a file.
# after: write
# source: own
# control: root
import os
def attack(open, **_):
    os.setxattr(open, "user.here", b"1")

# One that is there is written to.
# after: write
# source: own
import os
def attack(open, **_):
    os.write(os.open(open, os.O_WRONLY), b"here")

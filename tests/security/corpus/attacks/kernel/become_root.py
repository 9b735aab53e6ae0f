# It becomes root.
# after: rights
# control: wall
# source: own
import os
def attack(**_):
    os.setresuid(0, 0, 0)

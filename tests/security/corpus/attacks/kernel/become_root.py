# It becomes root.
# after: rights
# source: own
# control: wall
import os
def attack(**_):
    os.setresuid(0, 0, 0)

# A descriptor is duplicated, to be kept where nobody looks.
# after: rights
# source: own
import os
def attack(**_):
    os.dup2(1, 12)

# It changes its priority at all.
# after: rights
# source: own
import os
def attack(**_):
    os.nice(1)

# A file in memory, which counts to nobody.
# after: rights
# source: own
import os
kept = []
def attack(**_):
    kept.append(os.memfd_create("here"))

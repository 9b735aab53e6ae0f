# More descriptors than it may hold.
# after: rights
# source: own
import os
import resource
kept = []
def attack(**_):
    while len(kept) < 64:
        kept.append(os.dup(1))

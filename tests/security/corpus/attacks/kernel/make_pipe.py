# Descriptors of its own: a pipe.
# after: rights
# source: own
import os
kept = []
def attack(**_):
    kept.append(os.pipe())

# One processor for itself.
# after: rights
# source: own
import os
def attack(**_):
    first, *_ = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {first})
    return {"proof": "it has chosen"}

# Another class of scheduling.
# after: rights
# source: own
import os
def attack(**_):
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))

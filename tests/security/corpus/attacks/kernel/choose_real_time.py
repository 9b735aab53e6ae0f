# A class before all others.
# after: rights
# source: own
# control: root
import os
def attack(**_):
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))

# It puts itself before others.
# after: rights
# source: own
# control: root
import os
def attack(**_):
    os.setpriority(os.PRIO_PROCESS, 0, -5)

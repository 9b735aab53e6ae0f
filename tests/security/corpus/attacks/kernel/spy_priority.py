# Another process's priority, processors and limits are read.
# after: other processes
# source: own
# needs: victim
import os
import resource
def attack(victim, **_):
    return {"proof": [os.getpriority(os.PRIO_PROCESS, int(victim)), resource.prlimit(int(victim), resource.RLIMIT_CORE)]}

# A hold of another process: a later call may be let through.
# after: other processes
# source: own
# needs: victim
import os
def attack(victim, **_):
    return {"proof": os.pidfd_open(int(victim))}

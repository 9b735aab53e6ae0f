# Of which session and group another process is.
# after: other processes
# source: own
# needs: victim
import os
def attack(victim, **_):
    return {"proof": [os.getsid(int(victim)), os.getpgid(int(victim))]}

# It leaves its session and its group.
# after: rights
# source: own
import os
def attack(**_):
    if os.getsid(0) != os.getpid():
        os.setsid()
    else:
        os.setpgid(0, os.getppid())

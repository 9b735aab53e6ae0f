# Children without end.
# after: spawn
# source: own
# deadline: 2
import os
import time
def attack(**_):
    for _ in range(20):
        if os.fork() == 0:
            time.sleep(600)

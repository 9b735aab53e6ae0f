# A child.
# after: spawn
# source: own
import os
import time
def attack(**_):
    if os.fork() == 0:
        time.sleep(600)
        os._exit(0)

# A grandchild in a session of its own, which outlives its cell.
# after: spawn
# source: own
import os
import time
def attack(**_):
    if os.fork() == 0:
        if os.fork() == 0:
            os.setpgid(0, 0)
            time.sleep(600)
        os._exit(0)
    os.wait()

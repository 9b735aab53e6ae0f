# Another program in its own place.
# after: spawn
# source: own
import os
def attack(mark, **_):
    if os.fork() == 0:
        os.execv("/bin/sleep", [mark, "600"])

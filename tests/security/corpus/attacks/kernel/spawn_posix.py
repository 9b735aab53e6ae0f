# What the C library has for it.
# after: spawn
# source: own
import os
def attack(mark, **_):
    os.posix_spawn("/bin/sleep", [mark, "600"], {})

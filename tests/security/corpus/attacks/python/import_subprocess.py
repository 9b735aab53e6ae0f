# A program is started.
# after: spawn
# source: pyjail: imports
import os
def attack(mark, **_):
    os.posix_spawn("/bin/sleep", [mark, "600"], {})

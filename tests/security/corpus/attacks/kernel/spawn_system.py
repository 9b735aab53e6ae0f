# A shell.
# after: spawn
# source: own
import os
def attack(mark, **_):
    if os.system(f"sh -c 'kill -STOP $$; : {mark}' &") != 0:
        raise PermissionError(1, "system")

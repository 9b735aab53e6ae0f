# A shell.
# after: spawn
# source: own
import os
def attack(mark, **_):
    if os.system(f"exec -a {mark} sleep 600 &") != 0:
        if os.system(f"sleep 600 '{mark}' || sh -c 'sleep 600; : {mark}' &") != 0:
            raise PermissionError(1, "system")

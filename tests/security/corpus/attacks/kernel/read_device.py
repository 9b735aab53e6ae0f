# Devices: memory, the terminal, what is on the disks.
# after: read
# source: own
import os
def attack(**_):
    for device in ("/dev/null", "/dev/zero", "/dev/kmsg", "/dev/mem"):
        try:
            return {"proof": [device, os.open(device, os.O_RDONLY)]}
        except OSError as error:
            last = error
    raise last

# A descriptor that only names the file is opened again by way of /proc.
# after: read
# source: own
import os
def attack(path, **_):
    named = os.open(path, os.O_PATH)
    return {"text": os.read(os.open(f"/proc/self/fd/{named}", os.O_RDONLY), 100).decode()}

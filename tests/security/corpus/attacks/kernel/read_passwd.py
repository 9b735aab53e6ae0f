# The file that everybody looks at first.
# after: read
# source: own
import os
def attack(path, **_):
    return {"proof": os.read(os.open("/etc/passwd", os.O_RDONLY), 100).decode()}

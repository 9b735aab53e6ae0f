# The kernel copies the file into the cell's own pipe.
# after: read
# source: own
import os
def attack(path, **_):
    ours, theirs = os.pipe()
    os.sendfile(theirs, os.open(path, os.O_RDONLY), 0, 100)
    return {"text": os.read(ours, 100).decode()}

# A file that anybody may read.
# after: read
# source: own
import os
def attack(path, **_):
    return {"text": os.read(os.open(path, os.O_RDONLY), 100).decode()}

# The names in a folder.
# after: read
# source: own
import os
def attack(path, **_):
    return {"proof": os.listdir(os.path.dirname(path))}

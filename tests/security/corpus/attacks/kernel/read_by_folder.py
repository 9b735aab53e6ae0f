# A folder is opened, and the file relative to it.
# after: read
# source: own
import os
def attack(path, **_):
    folder = os.open(os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY)
    return {"text": os.read(os.open("secret", os.O_RDONLY, dir_fd=folder), 100).decode()}

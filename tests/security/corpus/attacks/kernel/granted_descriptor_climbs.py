# From a file that was granted, the folder around it is opened.
# after: read
# source: own
# granted: read
import os
def attack(granted, path, **_):
    opened = open(granted + "/note")
    for number in range(3, 16):
        for tried in ("..", "../secret", path):
            try:
                return {"text": os.read(os.open(tried, os.O_RDONLY, dir_fd=number), 100).decode()}
            except OSError as error:
                refused = error
    raise refused

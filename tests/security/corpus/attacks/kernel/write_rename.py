# A file is moved.
# after: write
# source: own
import os
def attack(room, open, **_):
    os.close(os.open(room + "/here", os.O_CREAT | os.O_WRONLY))
    os.rename(room + "/here", room + "/there")

# A file is made where anybody may make one.
# after: write
# source: own
import os
def attack(room, **_):
    os.close(os.open(room + "/here", os.O_CREAT | os.O_WRONLY))

# A file is written.
# after: write
# source: pyjail: imports
import os
def attack(room, **_):
    os.close(os.open(room + "/here", os.O_CREAT | os.O_WRONLY))

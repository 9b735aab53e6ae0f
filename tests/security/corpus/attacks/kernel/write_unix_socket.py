# A socket is bound in the file system.
# after: write
# source: own
import socket
def attack(room, **_):
    socket.socket(socket.AF_UNIX).bind(room + "/here")

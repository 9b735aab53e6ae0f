# A socket in the file system.
# after: connect
# source: own
import socket
def attack(unix, **_):
    with socket.socket(socket.AF_UNIX) as made:
        made.connect(unix)

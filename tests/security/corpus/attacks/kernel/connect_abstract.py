# A socket in no file system, which rules for files do not meet.
# after: connect
# source: own
import socket
def attack(abstract, **_):
    with socket.socket(socket.AF_UNIX) as made:
        made.connect("\0" + abstract)

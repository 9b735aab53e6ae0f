# Frames of the network itself; a family without its module makes the kernel look for one.
# after: kernel
# source: own
import socket
def attack(**_):
    found = []
    for family in range(64):
        try:
            found.append(socket.socket(family, socket.SOCK_DGRAM).fileno())
        except OSError as error:
            found.append(error.errno)
    return {"proof": [family for family, said in enumerate(found) if said != 1]}

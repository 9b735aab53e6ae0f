# Sockets of every family there is; one whose module is not loaded makes the kernel look for it.
# after: kernel
# source: own
import socket
def attack(**_):
    found = []
    for family in range(64):
        try:
            found.append(socket.socket(family, socket.SOCK_DGRAM).fileno())
        except OSError as error:
            last = error
            found.append(-error.errno)
    if set(found) == {-1}:
        raise last
    return {"proof": found}

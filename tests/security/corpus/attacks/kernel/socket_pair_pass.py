# A descriptor is passed through a pair of sockets, and back.
# after: kernel
# source: own
import socket
def attack(**_):
    ours, theirs = socket.socketpair()
    socket.send_fds(ours, [b"!"], [0])
    return {"proof": socket.recv_fds(theirs, 1, 1)[1]}

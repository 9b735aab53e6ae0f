# The kernel's own socket: it tells of the network, and of processes.
# after: kernel
# source: own
import socket
def attack(**_):
    made = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    return {"proof": made.fileno()}

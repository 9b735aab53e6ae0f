# A datagram.
# after: connect
# source: own
import socket
def attack(udp, **_):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        made.sendto(b"hello", ("127.0.0.1", int(udp)))

# A message is sent with the connection itself, past Landlock's rule for connecting.
# after: connect
# source: own
import socket
def attack(tcp, **_):
    with socket.socket() as made:
        made.sendto(b"hello", 0x20000000, ("127.0.0.1", int(tcp)))

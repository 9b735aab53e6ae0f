# A listener on this machine.
# after: connect
# source: own
import socket
def attack(tcp, path, **_):
    with socket.socket() as made:
        made.connect(("127.0.0.1", int(tcp)))
        made.send(b"!")

# A socket connects.
# after: connect
# source: pyjail: imports
import socket
def attack(tcp, **_):
    socket.create_connection(("127.0.0.1", int(tcp)))

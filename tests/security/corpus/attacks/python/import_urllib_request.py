# What fetches by itself.
# after: connect
# source: pyjail: imports
import urllib.parse
def attack(tcp, **_):
    import socket
    made = socket.socket()
    made.connect(("127.0.0.1", int(tcp)))

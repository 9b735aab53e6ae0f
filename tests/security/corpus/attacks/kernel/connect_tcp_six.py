# The same by the IPv6 address that stands for the IPv4 one.
# after: connect
# source: own
import socket
def attack(tcp, **_):
    with socket.socket(socket.AF_INET6) as made:
        made.connect(("::ffff:127.0.0.1", int(tcp)))

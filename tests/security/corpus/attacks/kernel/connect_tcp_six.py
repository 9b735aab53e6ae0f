# The same by the IPv6 address that stands for the IPv4 one.
# after: connect
# source: own
import socket
def attack(tcp, **_):
    try:
        made = socket.socket(socket.AF_INET6)
        host = "::ffff:127.0.0.1"
    except OSError as error:
        if error.errno != 97:  # there is no IPv6 here
            raise
        made, host = socket.socket(), "127.0.0.1"
    with made:
        made.connect((host, int(tcp)))

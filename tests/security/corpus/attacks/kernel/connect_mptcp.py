# A protocol that Landlock's rule for TCP does not know.
# after: connect
# source: own
import socket
def attack(tcp, **_):
    try:
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
    except OSError as error:
        if error.errno != 93:  # it is not there
            raise
        made = socket.socket()
    with made:
        made.connect(("127.0.0.1", int(tcp)))

# The cell's own socket sends to somebody else.
# after: connect
# source: own
import socket
def attack(abstract, **_):
    refused = None
    for number in range(3, 16):
        try:
            own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, number)
            try:
                own.sendto(b"", "\0" + abstract)
            finally:
                own.detach()
        except OSError as error:
            refused = error if error.errno == 1 else refused
    if refused is not None:
        raise refused
    with socket.socket(socket.AF_UNIX) as made:
        made.connect("\0" + abstract)

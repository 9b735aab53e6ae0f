# The cell's own socket is connected anew, or sent to somebody else.
# after: connect
# source: own
import socket
def attack(abstract, **_):
    own = socket.socket(fileno=_own())
    try:
        own.sendto(b"hello", "\0" + abstract)
    except OSError:
        other = socket.socket(socket.AF_UNIX)
        other.connect("\0" + abstract)
    finally:
        own.detach()
def _own():
    for number in range(3, 16):
        try:
            socket.socket(fileno=number).detach()
            return number
        except OSError:
            continue
    return 3

# The machine around the machine.
# after: kernel
# source: own
import socket
def attack(**_):
    try:
        return {"proof": socket.socket(40, socket.SOCK_STREAM).fileno()}
    except OSError as error:
        if error.errno == 97:
            return {"proof": "the kernel was asked"}
        raise

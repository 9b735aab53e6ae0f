# It looks who is at the other end of its socket.
# after: kernel
# source: own
import socket
def attack(**_):
    last = None
    for number in range(3, 16):
        try:
            own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, number)
            try:
                return {"proof": "somebody" + str(own.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))}
            finally:
                own.detach()
        except OSError as error:
            last = error if error.errno not in (9, 88) else last
    raise last

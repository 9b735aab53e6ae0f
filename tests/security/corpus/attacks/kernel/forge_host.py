# It answers itself in the host's place.
# after: kernel
# source: own
# control: wall
import socket
def attack(**_):
    for number in range(3, 16):
        try:
            own = socket.socket(fileno=number)
            peer = own.getpeername()
            own.detach()
            return {"proof": str(peer)}
        except OSError:
            continue

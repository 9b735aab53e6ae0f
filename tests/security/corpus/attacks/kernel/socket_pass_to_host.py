# A descriptor is passed to the host, which would have to close it.
# after: kernel
# source: own
# control: wall
import socket
def attack(**_):
    for number in range(3, 16):
        try:
            own = socket.socket(fileno=number)
        except OSError:
            continue
        try:
            socket.send_fds(own, [b""], [0])
            return {"proof": "sent"}
        finally:
            own.detach()

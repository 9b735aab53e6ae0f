# A descriptor is passed to the host, which would have to close it.
# after: kernel
# control: wall
# source: own
import socket
def attack(**_):
    last = None
    for number in range(3, 16):
        own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, number)
        try:
            socket.send_fds(own, [b"\xff"], [0])
            return {"proof": "sent"}
        except OSError as error:
            last = error if error.errno != 9 else last
        finally:
            own.detach()
    raise last

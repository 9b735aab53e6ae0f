# Data out of turn on a unix socket, which has been a way into the kernel.
# after: kernel
# source: own
import socket
def attack(**_):
    for number in range(3, 16):
        try:
            own = socket.socket(fileno=number)
        except OSError:
            continue
        try:
            own.recv(1, socket.MSG_OOB | socket.MSG_DONTWAIT)
        except OSError as error:
            if error.errno in (11, 22, 95):
                return {"proof": "the kernel was asked"}
            raise
        finally:
            own.detach()

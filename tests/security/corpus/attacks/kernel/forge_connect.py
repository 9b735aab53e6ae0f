# It asks the host for a connection by a frame of its own.
# after: connect
# source: own
import socket
import msgspec
def attack(tcp, **_):
    body = msgspec.msgpack.encode({"type": "connect", "host": "127.0.0.1", "port": int(tcp), "timeout": 1.0})
    for number in range(3, 16):
        try:
            own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, number)
            own.send(len(body).to_bytes(4, "big") + body)
        except OSError:
            continue
        own.recv(65536)
        own.detach()
        return {"said": "asked"}

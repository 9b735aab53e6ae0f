"""A peer that speaks ZMTP by hand, in each of its versions (rfc.zeromq.org/spec/23), and says what it likes."""

from __future__ import annotations

import json
import socket
import struct
from contextlib import suppress
from typing import NamedTuple

REQUEST = json.dumps({"version": 2, "token": "alice", "action": "stats"}).encode()
ANSWER = b"hostname"
"""What is in the answer to it, and in nothing that comes before."""
_SIGNATURE = b"\xff" + bytes(8) + b"\x7f"


class Step(NamedTuple):
    """What is said, and what is waited for before the next one."""

    said: bytes
    awaited: bytes = b""


def greeting(mechanism: bytes, version: bytes = b"\x03\x00", as_server: int = 0) -> bytes:
    return _SIGNATURE + version + mechanism.ljust(20, b"\0") + bytes([as_server]) + bytes(31)


def command(name: bytes, body: bytes) -> bytes:
    whole = bytes([len(name)]) + name + body
    size = b"\x04" + bytes([len(whole)]) if len(whole) < 256 else b"\x06" + struct.pack(">Q", len(whole))
    return size + whole


def message(*frames: bytes) -> bytes:
    flags = [1] * (len(frames) - 1) + [0]
    return b"".join(bytes([flag, len(frame)]) + frame for flag, frame in zip(flags, frames, strict=True))


def property_(name: bytes, value: bytes) -> bytes:
    return bytes([len(name)]) + name + struct.pack(">I", len(value)) + value


def ready(*properties: bytes) -> bytes:
    return command(b"READY", property_(b"Socket-Type", b"DEALER") + b"".join(properties))


ASKED = Step(message(b"", REQUEST), ANSWER)
PLAIN_PEERS = {
    "3.0": (Step(greeting(b"NULL"), b"NULL"), Step(ready(), b"READY"), ASKED),
    "3.1": (Step(greeting(b"NULL", b"\x03\x01"), b"NULL"), Step(ready(), b"READY"), ASKED),
    "2.0": (Step(_SIGNATURE + b"\x01", b"\x7f"), Step(b"\x05\x00\x00"), ASKED),
    "1.0": (Step(b"\x01\x00", b"\x00"), Step(b"\x01\x01" + bytes([len(REQUEST) + 1, 0]) + REQUEST, ANSWER)),
}
"""By the version of the protocol: whom a socket that is not encrypted answers."""


def heard(peer: socket.socket, *steps: Step) -> bytes:
    """All that came until the last step had what it awaited, or the other side hung up."""
    peer.settimeout(30)
    come = b""
    with suppress(ConnectionError):
        for said, awaited in steps:
            peer.sendall(said)
            while awaited not in come:
                data = peer.recv(65536)
                if not data:
                    return come
                come += data
    return come

"""A peer that speaks ZMTP 3.0 by hand, and says what it likes: libzmq's own would keep a message until it is whole."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)
MORE, LONG, COMMAND = 1, 2, 4


def command(name: bytes, body: bytes) -> bytes:
    whole = bytes([len(name)]) + name + body
    return bytes([COMMAND, len(whole)]) + whole


def ready(kind: bytes) -> bytes:
    name = b"Socket-Type"
    return command(b"READY", bytes([len(name)]) + name + struct.pack(">I", len(kind)) + kind)


def part(body: bytes, more: bool = True) -> bytes:
    return bytes([LONG | (MORE if more else 0)]) + struct.pack(">Q", len(body)) + body


@contextmanager
def stranger(endpoint: str, kind: bytes = b"DEALER") -> Iterator[socket.socket]:
    """Connected, with its handshake done; at an endpoint of `tcp` or `ipc`."""
    with connected(endpoint) as peer:
        peer.sendall(GREETING + ready(kind))
        told = b""
        while b"READY" not in told:
            more = peer.recv(1000)
            assert more, "it hung up"
            told += more
        yield peer


@contextmanager
def connected(endpoint: str) -> Iterator[socket.socket]:
    """Without a word."""
    transport, _, address = endpoint.partition("://")
    host, _, port = address.rpartition(":")
    with socket.socket(socket.AF_UNIX if transport == "ipc" else socket.AF_INET) as peer:
        peer.settimeout(60)
        peer.connect(address if transport == "ipc" else (host, int(port)))
        yield peer

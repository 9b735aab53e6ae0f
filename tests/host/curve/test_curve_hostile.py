"""What strangers do to the handshake of an encrypted socket harms nobody, and gets them nothing."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import pytest
import zmq

from cocaine_sdk.curve import CurvePair
from cocaine_sdk.errors import HandshakeFailed

if TYPE_CHECKING:
    from cocaine_sdk.sync import Client
    from tests.host.curve.conftest import Encrypted

CROWD = 500
REQUEST = json.dumps({"version": 2, "token": "alice", "action": "stats"}).encode()


def greeting(mechanism: bytes, version: bytes = b"\x03\x00", as_server: int = 0) -> bytes:
    return (
        b"\xff" + bytes(8) + b"\x7f" + version + mechanism.ljust(20, b"\0") + bytes([as_server]) + bytes(31)
    )


def command(name: bytes, body: bytes) -> bytes:
    whole = bytes([len(name)]) + name + body
    short = len(whole) < 256
    return (b"\x04" + bytes([len(whole)]) if short else b"\x06" + struct.pack(">Q", len(whole))) + whole


def message(*frames: bytes) -> bytes:
    flags = [1] * (len(frames) - 1) + [0]
    return b"".join(bytes([flag, len(frame)]) + frame for flag, frame in zip(flags, frames, strict=True))


def property_(name: bytes, value: bytes) -> bytes:
    return bytes([len(name)]) + name + struct.pack(">I", len(value)) + value


READY = command(b"READY", property_(b"Socket-Type", b"DEALER") + property_(b"Identity", b""))
UNENCRYPTED = message(b"", REQUEST)
OLD_GREETING = b"\x01\x00"
"""Of ZMTP 1.0: an identity of no bytes."""


@pytest.fixture
def alice(encrypted: Encrypted) -> Iterator[Client]:
    with encrypted.sync_client(encrypted.known("alice"), "alice") as client:
        client.stats()
        yield client


def connect(endpoint: str) -> socket.socket:
    host, _, port = endpoint.removeprefix("tcp://").rpartition(":")
    return socket.create_connection((host, int(port)), timeout=30)


def heard_from(endpoint: str, *said: bytes) -> bytes:
    """All that comes until the peer hangs up, or until a request would have been answered for long."""
    with connect(endpoint) as peer:
        heard = b""
        with suppress(OSError):
            for part in said:
                peer.sendall(part)
            peer.shutdown(socket.SHUT_WR)
            while data := peer.recv(65536):
                heard += data
        return heard


@pytest.mark.parametrize("socket_", ["requests", "events"])
@pytest.mark.parametrize(
    "said",
    [
        (greeting(b"NULL"), READY, UNENCRYPTED),
        (greeting(b"NULL", b"\x03\x01"), READY, UNENCRYPTED),
        (greeting(b"PLAIN"), command(b"HELLO", b"\x05alice\x00"), UNENCRYPTED),
        (greeting(b"GSSAPI"), READY, UNENCRYPTED),
        (greeting(b""), READY, UNENCRYPTED),
        (greeting(b"CURVE"), READY, UNENCRYPTED),
        (greeting(b"CURVE", as_server=1), READY, UNENCRYPTED),
        (greeting(b"CURVE"), UNENCRYPTED),
        (OLD_GREETING, b"\x01\x01" + bytes([len(REQUEST) + 1]) + b"\x00" + REQUEST),
        (b"\xff" + bytes(8) + b"\x7f" + b"\x01" + b"\x05", message(b""), UNENCRYPTED),
        (b"\xff" + bytes(8) + b"\x7f" + b"\x00" + b"\x05", message(b""), UNENCRYPTED),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",),
        (REQUEST,),
    ],
    ids=[
        "null", "null-3.1", "plain", "gssapi", "no-mechanism", "ready-for-hello", "two-servers", "request-for-hello",
        "zmtp-1", "zmtp-2", "zmtp-1-versioned", "http", "json",
    ],
)  # fmt: skip
def test_nobody_gets_in_by_another_mechanism_or_an_older_protocol(
    encrypted: Encrypted, alice: Client, said: tuple[bytes, ...], socket_: str
) -> None:
    before = alice.stats()["requests"]["total"]
    heard = heard_from(getattr(encrypted, socket_), *said)
    assert b"hostname" not in heard
    assert b"READY" not in heard
    assert alice.stats()["requests"]["total"] == before + 1


@pytest.mark.parametrize("size", [0, 1, 5, 193, 194, 195, 249, 1024, 65536])
@pytest.mark.parametrize("name", [b"HELLO", b"INITIATE", b"MESSAGE", b"ERROR", b""])
def test_garbage_in_the_place_of_a_handshake_ends_its_own_connection_only(
    encrypted: Encrypted, alice: Client, name: bytes, size: int
) -> None:
    for body in (os.urandom(size), b"\x01\x00" + bytes(size)):
        for endpoint in (encrypted.requests, encrypted.events):
            heard = heard_from(endpoint, greeting(b"CURVE"), command(name, body))
            assert b"WELCOME" not in heard
    assert alice.stats()


def test_a_crowd_that_never_ends_its_handshake_keeps_nobody_out(encrypted: Encrypted, alice: Client) -> None:
    beginnings = (
        b"",
        b"\xff",
        greeting(b"CURVE")[:11],
        greeting(b"CURVE"),
        greeting(b"CURVE") + b"\x04\xc8\x05HELLO",
    )
    newcomer = encrypted.known("bob")
    with ExitStack() as crowd:
        for number in range(CROWD):
            peer = crowd.enter_context(connect((encrypted.requests, encrypted.events)[number % 2]))
            peer.sendall(beginnings[number % len(beginnings)])
        assert alice.stats()
        with encrypted.sync_client(newcomer, "bob") as client:
            assert client.stats()
            key = client.push(encrypted.daemon.seed_uri, interval=20).key
            encrypted.daemon.source(
                "file.py", "class MyClass:\n def __init__(s, **_): pass\n def next(s): return {'n': 1}\n"
            )
            with client.subscribe(key) as events:
                assert next(events).value == 1


def test_a_crowd_of_unknown_keys_is_refused_one_and_all_and_keeps_nobody_out(
    encrypted: Encrypted, alice: Client
) -> None:
    newcomer = encrypted.known("bob")
    with zmq.Context() as context, ExitStack() as crowd:
        for number in range(CROWD):
            peer = crowd.enter_context(context.socket(zmq.SUB if number % 2 else zmq.DEALER))
            peer.linger = 0
            for option, value in encrypted.curve().options().items():
                peer.setsockopt(option, value)
            peer.connect((encrypted.requests, encrypted.events)[number % 2])
        with encrypted.sync_client(newcomer, "bob") as client:
            assert client.stats()
        encrypted.daemon.eventually(lambda: encrypted.refused() == CROWD)
        assert alice.stats()
    assert encrypted.daemon.log().count("a connection was refused") <= 3


def test_a_key_that_somebody_writes_into_his_greeting_is_not_his(encrypted: Encrypted) -> None:
    """libzmq shows a peer's own properties beside those that ZAP has given it."""
    pair = CurvePair.generate()
    encrypted.keys("add", "alice", f"--curve={pair.public}")
    for forged in (pair.public, f"{'0' * 32}{pair.public}"):
        claims = property_(b"Socket-Type", b"DEALER") + property_(b"User-Id", forged.encode())
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(30)
            peer.connect(encrypted.daemon.endpoint.removeprefix("ipc://"))
            peer.sendall(greeting(b"NULL") + command(b"READY", claims) + message(b"", REQUEST))
            heard = b""
            while b"hostname" not in heard:
                heard += (data := peer.recv(65536))
                assert data
        assert b"wrong_curve_key" in heard


def test_a_refused_client_that_connects_again_and_again_is_refused_each_time(encrypted: Encrypted) -> None:
    with encrypted.sync_client(CurvePair.generate(), "alice") as client:
        for _ in range(5):
            with pytest.raises(HandshakeFailed):
                client.stats()
    assert encrypted.refused() == 5

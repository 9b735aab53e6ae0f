"""What strangers do to the handshake of an encrypted socket harms nobody, and gets them nothing."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
import zmq

from cocaine_sdk.curve import CurvePair
from cocaine_sdk.errors import HandshakeFailed
from tests.host.curve.zmtp import (
    ANSWER,
    ASKED,
    PLAIN_PEERS,
    REQUEST,
    Step,
    command,
    greeting,
    heard,
    message,
    property_,
    ready,
)

if TYPE_CHECKING:
    from cocaine_sdk.sync import Client
    from tests.host.curve.conftest import Encrypted, MakeEncrypted

CROWD = 500
CURVE = greeting(b"CURVE")
STRANGE_PEERS = {
    "plain": (
        Step(greeting(b"PLAIN"), b"CURVE"),
        Step(command(b"HELLO", b"\x05alice\x00"), b"WELCOME"),
        ASKED,
    ),
    "gssapi": (Step(greeting(b"GSSAPI"), b"CURVE"), ASKED),
    "no mechanism": (Step(greeting(b""), b"CURVE"), Step(ready(), b"READY"), ASKED),
    "ready for hello": (Step(CURVE, b"CURVE"), Step(ready(), b"READY"), ASKED),
    "request for hello": (Step(CURVE, b"CURVE"), ASKED),
    "a second server": (Step(greeting(b"CURVE", as_server=1), b"CURVE"), Step(ready(), b"READY"), ASKED),
    "http": (Step(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", ANSWER),),
    "json": (Step(REQUEST, ANSWER),),
}


def connect(endpoint: str) -> socket.socket:
    host, _, port = endpoint.removeprefix("tcp://").rpartition(":")
    return socket.create_connection((host, int(port)), timeout=30)


def served(encrypted: Encrypted, pair: CurvePair, token: str) -> bool:
    with encrypted.sync_client(pair, token) as client:
        return "uptime" in client.stats()


@pytest.fixture(scope="module")
def steady(make_steady_encrypted: MakeEncrypted) -> Encrypted:
    return make_steady_encrypted().start()


@pytest.fixture(scope="module")
def alice(steady: Encrypted) -> Iterator[Client]:
    """She is connected before anything happens, and asks after it has."""
    with steady.sync_client(steady.known("alice"), "alice") as client:
        client.stats()
        yield client


@pytest.mark.parametrize("version", PLAIN_PEERS)
def test_where_nothing_is_encrypted_each_version_of_the_protocol_is_answered(
    make_encrypted: MakeEncrypted, version: str
) -> None:
    """So that the laws below would see who gets in."""
    plain = make_encrypted()
    plain.config.write_text("")
    with connect(plain.start().requests) as peer:
        assert ANSWER in heard(peer, *PLAIN_PEERS[version])


@pytest.mark.parametrize("socket_", ["requests", "events"])
@pytest.mark.parametrize("name", [*PLAIN_PEERS, *STRANGE_PEERS])
def test_nobody_gets_in_by_an_older_protocol_or_another_mechanism(
    steady: Encrypted, alice: Client, name: str, socket_: str
) -> None:
    before = alice.stats()["requests"]["total"]
    with connect(getattr(steady, socket_)) as peer:
        came = heard(peer, *(PLAIN_PEERS | STRANGE_PEERS)[name])
    assert ANSWER not in came
    assert b"READY" not in came
    assert alice.stats()["requests"]["total"] == before + 1


@pytest.mark.parametrize("size", [0, 1, 5, 193, 194, 195, 249, 1024, 65536])
@pytest.mark.parametrize("name", [b"HELLO", b"INITIATE", b"MESSAGE", b"ERROR", b"X"])
def test_garbage_in_the_place_of_a_handshake_ends_its_own_connection_only(
    steady: Encrypted, alice: Client, name: bytes, size: int
) -> None:
    for body in (os.urandom(size), b"\x01\x00" + bytes(size)):
        for endpoint in (steady.requests, steady.events):
            with connect(endpoint) as peer:
                assert b"WELCOME" not in heard(
                    peer, Step(CURVE, b"CURVE"), Step(command(name, body), b"WELCOME")
                )
    assert "uptime" in alice.stats()


def test_a_crowd_that_never_ends_its_handshake_keeps_nobody_out(steady: Encrypted, alice: Client) -> None:
    beginnings = (b"", b"\xff", CURVE[:11], CURVE, CURVE + b"\x04\xc8\x05HELLO")
    bob = steady.known("bob")
    with ExitStack() as crowd:
        for number in range(CROWD):
            peer = crowd.enter_context(connect((steady.requests, steady.events)[number % 2]))
            peer.sendall(beginnings[number % len(beginnings)])
        assert "uptime" in alice.stats()
        with steady.sync_client(bob, "bob") as client:
            key = client.push(steady.uri, interval=20).key
            with client.subscribe(key) as events:
                assert next(events).key == key


def test_a_crowd_of_unknown_keys_is_refused_one_and_all_and_keeps_nobody_out(
    steady: Encrypted, alice: Client
) -> None:
    carol = steady.known("carol")
    before = steady.refused()
    with zmq.Context() as context, ExitStack() as crowd:
        for number in range(CROWD):
            peer = crowd.enter_context(context.socket(zmq.SUB if number % 2 else zmq.DEALER))
            peer.linger = 0
            for option, value in steady.curve().options().items():
                peer.setsockopt(option, value)
            peer.connect((steady.requests, steady.events)[number % 2])
        assert served(steady, carol, "carol")
        steady.daemon.eventually(lambda: steady.refused() >= before + CROWD)
        assert "uptime" in alice.stats()
    assert steady.daemon.eventually(lambda: steady.daemon.log().count("a connection was refused")) <= 3


def test_a_key_that_somebody_writes_into_his_greeting_is_not_his(steady: Encrypted) -> None:
    """libzmq shows a peer's own properties beside those that ZAP has given it."""
    pair = steady.known("dave")
    asked = Step(message(b"", REQUEST.replace(b"alice", b"dave")), ANSWER)
    for forged in (pair.public, f"{'0' * 32}{pair.public}"):
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(steady.daemon.endpoint.removeprefix("ipc://"))
            claim = ready(property_(b"User-Id", forged.encode()))
            came = heard(peer, Step(greeting(b"NULL"), b"NULL"), Step(claim, b"READY"), asked)
        assert b"wrong_curve_key" in came


def test_a_refused_client_that_tries_again_and_again_is_refused_each_time(steady: Encrypted) -> None:
    before = steady.refused()
    with steady.sync_client(CurvePair.generate(), "alice") as client:
        for _ in range(5):
            with pytest.raises(HandshakeFailed):
                client.stats()
    assert steady.refused() >= before + 5  # an answer that is lost on its way is asked for again

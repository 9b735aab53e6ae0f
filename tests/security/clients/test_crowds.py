"""Peers of the daemon's two sockets that are no clients: what they send costs them the connection, and nobody else."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import psutil
import pytest
import zmq

from tests.security.clients.strangers import GREETING, connected, part, ready, stranger

if TYPE_CHECKING:
    from tests.conftest import Daemon

MEBIBYTE = 1 << 20
GENEROUS = 1024 * MEBIBYTE
"""What the daemon may grow by, between two looks of its own on a machine that has other things to do."""
FLOOD = 4096 * MEBIBYTE
SEED = "class MyClass:\n    def __init__(self, some_arg, another_arg):\n        pass\n    def next(self):\n"
SEED += "        return {'some-field': 10, 'another-field': 'abc'}\n"


@pytest.fixture(scope="module")
def steady(make_steady_daemon: Callable[..., Daemon]) -> Daemon:
    """At a port and at a path."""
    daemon = make_steady_daemon()
    daemon.source("file.py", SEED)
    daemon.start(f"tcp://127.0.0.1:{free_port()}", "--export", f"tcp://127.0.0.1:{free_port()}")
    return daemon


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def ports(steady: Daemon) -> dict[bytes, str]:
    """Where to go, by the kind of socket that one has."""
    requests, export = (word for word in psutil.Process(steady.pid).cmdline() if word.startswith("tcp://"))
    return {b"DEALER": requests, b"SUB": export}


@pytest.fixture(params=["tcp", "ipc"])
def places(
    request: pytest.FixtureRequest, steady: Daemon, ports: dict[bytes, str]
) -> Iterator[dict[bytes, str]]:
    yield ports if request.param == "tcp" else {b"DEALER": steady.endpoint, b"SUB": steady.export}
    steady.serves_others()


def grown(daemon: Daemon, before: int) -> int:
    return int(psutil.Process(daemon.pid).memory_info().rss) - before


@pytest.mark.parametrize("size", [1, 200, MEBIBYTE])
@pytest.mark.parametrize("kind", [b"DEALER", b"SUB"])
def test_a_message_that_never_ends_costs_its_sender_the_connection(
    steady: Daemon, places: dict[bytes, str], kind: bytes, size: int
) -> None:
    if kind == b"SUB":
        size = min(size, 2000)  # what is longer is no subscription, and hung up on at once
    before = int(psutil.Process(steady.pid).memory_info().rss)
    parts = part(b"\x01" + bytes(size - 1)) * max(1, MEBIBYTE // (size + 9))
    sent, refused = 0, False
    with stranger(places[kind], kind) as peer:
        try:
            while sent < FLOOD:
                peer.sendall(parts)
                sent += len(parts)
                assert grown(steady, before) < GENEROUS
        except ConnectionError:
            refused = True
    assert refused, sent
    steady.serves_others()


def test_subscriptions_without_end_cost_their_sender_the_connection(
    steady: Daemon, ports: dict[bytes, str]
) -> None:
    """Each is whole, and as long as a key: it is their number that would fill the memory."""
    before = int(psutil.Process(steady.pid).memory_info().rss)
    refused = False
    with stranger(ports[b"SUB"], b"SUB") as peer:
        try:
            for number in range(40_000):
                keys = (part(b"\x01" + f"{number:08}{key:024}".encode(), more=False) for key in range(100))
                peer.sendall(b"".join(keys))
                assert grown(steady, before) < GENEROUS
        except ConnectionError:
            refused = True
    assert refused
    steady.eventually(lambda: steady.ask("stats")["subscriptions"] == 0)


def test_a_request_of_a_hundred_thousand_parts_is_one_that_is_refused(places: dict[bytes, str]) -> None:
    with stranger(places[b"DEALER"]) as peer:
        peer.sendall(part(b"") + part(b"x") * 100_000 + part(b"x", more=False))
        assert b'"error"' in peer.recv(4096)


@pytest.mark.parametrize("kind", [b"DEALER", b"SUB"])
@pytest.mark.parametrize("size", [1 << 40, (1 << 64) - 1, 17 << 20])
def test_a_frame_past_all_measure_is_hung_up_on_when_it_is_announced(
    places: dict[bytes, str], kind: bytes, size: int
) -> None:
    with stranger(places[kind], kind) as peer:
        peer.sendall(bytes([2]) + size.to_bytes(8, "big"))
        with suppress(ConnectionError):
            assert peer.recv(4096) == b""


GARBAGE = {
    "a web browser": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "zeros": bytes(4096),
    "ones": b"\xff" * 4096,
    "a greeting and noise": GREETING + bytes(range(256)) * 16,
    "a mechanism that nobody has": GREETING.replace(b"NULL", b"NONE") + ready(b"DEALER"),
    "a handshake of the wrong kind": GREETING + ready(b"PUB"),
    "a handshake without an end": GREETING + b"\x06" + (1 << 20).to_bytes(8, "big") + b"\x05READY",
    "an old one": b"\x01\x00\x01\x01" + b"\x7f" * 100,
    "a message before the handshake": GREETING + part(b"x", more=False),
}


@pytest.mark.parametrize("said", GARBAGE.values(), ids=GARBAGE)
@pytest.mark.parametrize("kind", [b"DEALER", b"SUB"])
def test_garbage_costs_its_sender_the_connection_and_nobody_else(
    steady: Daemon, places: dict[bytes, str], kind: bytes, said: bytes
) -> None:
    with connected(places[kind]) as peer:
        with suppress(ConnectionError):
            peer.sendall(said)
        steady.serves_others()


@pytest.mark.parametrize(
    "said", [b"", GREETING[:1], GREETING[:11], GREETING, GREETING + ready(b"DEALER")[:5]]
)
def test_a_crowd_that_never_ends_its_handshake_keeps_nobody_out(
    steady: Daemon, places: dict[bytes, str], said: bytes
) -> None:
    with ExitStack() as crowd:
        for _ in range(80):  # fewer than may wait to be accepted
            crowd.enter_context(connected(places[b"DEALER"])).sendall(said)
        steady.serves_others()


def test_a_request_that_comes_a_byte_at_a_time_is_served_and_others_meanwhile(
    steady: Daemon, places: dict[bytes, str]
) -> None:
    request = b'{"version":2,"token":"t","action":"stats"}'
    with stranger(places[b"DEALER"]) as peer:
        for number, byte in enumerate(part(b"") + part(request, more=False)):
            peer.sendall(bytes([byte]))
            if number % 10 == 0:
                steady.serves_others()
        assert b"uptime" in peer.recv(1 << 16)


def test_a_crowd_of_requests_without_a_reader_leaves_the_daemon_small(
    steady: Daemon, places: dict[bytes, str]
) -> None:
    """It reads no reply: what libzmq cannot hand over is dropped, and counted."""
    before = int(psutil.Process(steady.pid).memory_info().rss)
    request = part(b"") + part(b'{"version":2,"token":"t","action":"stats"}', more=False)
    with stranger(places[b"DEALER"]) as peer:
        for _ in range(200):
            peer.sendall(request * 50)
            steady.serves_others()
        assert grown(steady, before) < GENEROUS


def test_a_peer_that_bears_anothers_name_hears_no_reply_of_a_request_that_was_not_his_own(
    steady: Daemon,
) -> None:
    """Whoever comes last under a name has it: a client that died and came back is to get it again."""
    with steady.socket(zmq.DEALER, b"alice") as alice:
        alice.send_multipart([b"", b'{"version":2,"token":"t","action":"stats"}'])
        assert b"uptime" in alice.recv_multipart()[1]
        with steady.socket(zmq.DEALER, b"alice") as other:
            other.send_multipart([b"", b'{"version":2,"token":"t","action":"stats","id":"mine"}'])
            assert b"mine" in other.recv_multipart()[1]
            assert other.poll(50) == 0

"""What somebody on the way sees of an encrypted connection: nothing of what is said."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING

from zmq.utils import z85

from cocaine_sdk.curve import Curve
from cocaine_sdk.sync import Client

if TYPE_CHECKING:
    from tests.host.curve.conftest import Encrypted, MakeEncrypted

TELLTALES = (b"telltale", b"secret_file", b"alice", b"hostname", b'"version"', b"auto:")


class Tap:
    """A relay on loopback that keeps all that goes through it."""

    def __init__(self, target: str) -> None:
        host, _, port = target.removeprefix("tcp://").rpartition(":")
        self._target = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self.heard = bytearray()
        self._ends: list[socket.socket] = []
        self._threads = [Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        for end in (self._listener, *self._ends):
            with suppress(OSError):  # where the peer has gone
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for end in (self._listener, *self._ends):
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._ends.append(client)
            daemon = socket.create_connection(self._target)
            self._ends.append(daemon)
            for source, sink in ((client, daemon), (daemon, client)):
                self._threads.append(Thread(target=self._relay, args=(source, sink)))
                self._threads[-1].start()

    def _relay(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                self.heard += data
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)


@contextmanager
def tapped(daemon: Encrypted) -> Iterator[tuple[Tap, Tap]]:
    requests, events = Tap(daemon.requests), Tap(daemon.events)
    try:
        yield requests, events
    finally:
        requests.close()
        events.close()


def talk(daemon: Encrypted, curve: Curve | None) -> tuple[bytes, bytes]:
    """What is heard of a request, its reply, and an event."""
    with tapped(daemon) as (requests, events):
        given = {"export": events.endpoint, "token": "alice", "timeout": 30.0, "curve": curve}
        with Client(requests.endpoint, **given) as client:
            assert client.once(daemon.uri) == {"telltale-field": "telltale-value"}
            key = client.push(daemon.uri, interval=20).key
            with client.subscribe(key) as stream:
                assert next(stream).value == "telltale-value"
        return bytes(requests.heard), bytes(events.heard)


def test_nothing_of_requests_replies_and_events_can_be_read_on_the_way(encrypted: Encrypted) -> None:
    heard = talk(encrypted, encrypted.curve(encrypted.known("alice")))
    assert [telltale for telltale in TELLTALES for part in heard if telltale in part] == []
    assert all(b"CURVE" in part for part in heard)


def test_without_curve_all_of_it_can(make_encrypted: MakeEncrypted) -> None:
    """So that the law above would see it."""
    plain = make_encrypted()
    plain.config.write_text("")
    requests, events = talk(plain.start(), None)
    assert [telltale for telltale in TELLTALES if telltale not in requests] == []
    assert b"telltale-value" in events
    assert b"auto:" in events


def test_a_key_is_not_known_to_whoever_has_heard_it_proven(encrypted: Encrypted) -> None:
    """The client's public key crosses the wire encrypted too."""
    alice = encrypted.known("alice")
    heard = talk(encrypted, encrypted.curve(alice))
    assert all(z85.decode(alice.public.encode()) not in part for part in heard)

"""zeromq's processes: whatever senders do, the daemon takes no more memory, and what honest ones send still arrives."""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
import zmq

from cocained.sinks.records import MEMORY

if TYPE_CHECKING:
    from tests.conftest import Daemon

SOURCES = """
import time

class Count:
    def __init__(self):
        self.handled = 0
    def process(self, data):
        self.handled += 1
        return {"said": data[:20].decode()}
    def next(self):
        return {"handled": self.handled}

class Slow(Count):
    def process(self, data):
        time.sleep(0.005)
        return super().process(data)
"""
COUNT, SLOW = "python:///sources.py/Count", "python:///sources.py/Slow"
GENEROUS = 100 << 20
"""Bytes that the daemon may grow by; what it is offered is many times as much."""
TRIES = 30
MORE, LONG = 1, 2
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)
READY = b"\x05READY" + b"\x0bSocket-Type" + struct.pack(">I", 4) + b"PUSH"
Push = Callable[..., "zmq.Socket[bytes]"]


@pytest.fixture
def listening(daemon: Daemon) -> Daemon:
    daemon.source("sources.py", SOURCES)
    return daemon


@pytest.fixture
def push() -> Iterator[Push]:
    """Opens senders that keep little themselves, and closes them all at the end."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    senders: list[zmq.Socket[bytes]] = []

    def open_one(endpoint: str) -> zmq.Socket[bytes]:
        senders.append(context.socket(zmq.PUSH))
        senders[-1].set_hwm(2)
        senders[-1].sndtimeo = 60_000
        senders[-1].connect(endpoint)
        return senders[-1]

    yield open_one
    for sender in senders:
        sender.close(linger=0)
    context.term()


@contextmanager
def stranger(endpoint: str) -> Iterator[socket.socket]:
    """A PUSH that speaks the protocol by itself (ZMTP 3.0): libzmq's own would keep a message until it is whole."""
    transport, _, address = endpoint.partition("://")
    family = socket.AF_UNIX if transport == "ipc" else socket.AF_INET
    host, _, port = address.rpartition(":")
    with socket.socket(family) as peer:
        peer.settimeout(60)
        peer.connect(address if transport == "ipc" else (host, int(port)))
        peer.sendall(GREETING + bytes([4, len(READY)]) + READY)
        told = b""
        while not told.endswith(b"PULL"):  # nothing may come before that
            more = peer.recv(1000)
            assert more, "it hung up"
            told += more
        yield peer


def free_endpoint() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture(params=["tcp", "ipc"])
def endpoint(request: pytest.FixtureRequest, daemon: Daemon) -> str:
    return f"ipc://{daemon.folder}/in" if request.param == "ipc" else free_endpoint()


def figures(daemon: Daemon, key: str) -> dict[str, Any]:
    found: dict[str, Any] = daemon.ask("explain", {key: {}})[key]["figures"]
    return found


def processes(daemon: Daemon) -> list[psutil.Process]:
    """Those of sockets."""
    children = psutil.Process(daemon.pid).children()
    return [child for child in children if "cocained.sinks.inside.pull" in child.cmdline()]


def serves(daemon: Daemon, key: str, sender: zmq.Socket[bytes]) -> None:
    """What is pushed comes out; again where a process that was about to die had taken it."""
    with daemon.subscribe(f"{key} said") as sub:
        for _ in range(TRIES):
            sender.send(b"honest")
            if sub.poll(1000):
                return
    raise AssertionError("nothing came")


# --- memory -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 100, 1 << 20])
def test_a_message_that_never_ends_costs_the_daemon_no_memory_and_its_sender_the_connection(
    listening: Daemon, push: Push, endpoint: str, size: int
) -> None:
    key = listening.push(COUNT, driver="zeromq", endpoint=endpoint)["key"]
    serves(listening, key, push(endpoint))
    host = psutil.Process(listening.pid)
    before = host.memory_info().rss
    part = bytes([MORE | LONG]) + struct.pack(">Q", size) + bytes(size)
    parts = part * max(1, (1 << 20) // len(part))
    refused = False
    with stranger(endpoint) as peer, suppress(ConnectionError):
        for _ in range(20 * MEMORY // len(parts)):
            refused = True
            peer.sendall(parts)
            assert host.memory_info().rss - before < GENEROUS
        refused = False
    assert refused
    serves(listening, key, push(endpoint))
    assert host.memory_info().rss - before < GENEROUS
    listening.serves_others()


def test_a_flood_of_large_messages_to_a_slow_source_costs_the_daemon_no_memory_and_none_is_lost(
    listening: Daemon, push: Push, endpoint: str
) -> None:
    key = listening.push(SLOW, driver="zeromq", endpoint=endpoint)["key"]
    senders = [push(endpoint) for _ in range(20)]
    serves(listening, key, senders[0])
    host, (sink,) = psutil.Process(listening.pid), processes(listening)
    before, frame = host.memory_info().rss, bytes(1_000_000)
    for sent in range(200):
        senders[sent % len(senders)].send(frame)
        assert host.memory_info().rss - before < GENEROUS
    serves(listening, key, push(endpoint))
    while (handled := figures(listening, key)["handled"]) < 202:
        listening.eventually(lambda: figures(listening, key)["handled"] > handled)
    assert host.memory_info().rss - before < GENEROUS
    assert (figures(listening, key)["restarts"], processes(listening)) == (0, [sink])


def test_a_message_larger_than_all_that_its_process_may_take_is_not_taken(
    listening: Daemon, push: Push, endpoint: str
) -> None:
    key = listening.push(COUNT, driver="zeromq", endpoint=endpoint)["key"]
    serves(listening, key, push(endpoint))
    with stranger(endpoint) as peer, suppress(ConnectionError):
        header = bytes([MORE | LONG]) + struct.pack(">Q", 1_000_000)
        for _ in range(2 * MEMORY // 1_000_000):
            peer.sendall(header + bytes(1_000_000))
        peer.sendall(bytes([0, 1, 0]))
    serves(listening, key, push(endpoint))
    assert figures(listening, key)["received"] < MEMORY // 1_000_000


def test_senders_that_announce_much_and_send_nothing_harm_nobody(
    listening: Daemon, push: Push, endpoint: str
) -> None:
    key = listening.push(COUNT, driver="zeromq", endpoint=endpoint)["key"]
    before = psutil.Process(listening.pid).memory_info().rss
    announced = bytes([LONG]) + struct.pack(">Q", 2 << 20)
    peers = [stranger(endpoint) for _ in range(300)]
    for peer in peers:
        with suppress(ConnectionError):
            peer.__enter__().sendall(announced)
    assert psutil.Process(listening.pid).memory_info().rss - before < GENEROUS
    for peer in peers:
        peer.__exit__(None, None, None)
    serves(listening, key, push(endpoint))


# --- its life ---------------------------------------------------------------------------------------------------


def test_a_process_that_is_killed_is_replaced_and_data_flow_again(
    listening: Daemon, push: Push, endpoint: str
) -> None:
    key = listening.push(COUNT, driver="zeromq", endpoint=endpoint)["key"]
    sender = push(endpoint)
    for times in range(1, 4):
        serves(listening, key, sender)
        processes(listening)[0].kill()
        listening.eventually(lambda: figures(listening, key)["restarts"] == times)  # noqa: B023
        listening.eventually(lambda: processes(listening))
    serves(listening, key, sender)
    assert f"the process of {endpoint} ended: it was killed by SIGKILL; " in listening.log()


def test_a_process_that_has_no_memory_left_says_so_in_the_log(listening: Daemon) -> None:
    endpoint = f"ipc://{listening.folder}/in"
    key = listening.push(COUNT, driver="zeromq", endpoint=endpoint)["key"]
    part = bytes([MORE, 1, 0]) * (1 << 18)
    with stranger(endpoint) as peer, suppress(ConnectionError):
        for _ in range(20 * MEMORY // len(part)):
            peer.sendall(part)
    listening.eventually(lambda: figures(listening, key)["restarts"])
    (said,) = [line for line in listening.log().splitlines() if endpoint in line]
    assert f"the process of {endpoint} ended: " in said
    assert re.search("no memory (is|was) left of the 256 MiB that it may take; what senders had", said)


def test_each_endpoint_has_a_process_that_ends_with_its_last_task(listening: Daemon) -> None:
    endpoints = [f"ipc://{listening.folder}/{name}" for name in ("one", "two")]
    keys = [
        listening.push(uri, driver="zeromq", endpoint=endpoint)["key"]
        for endpoint in endpoints for uri in (COUNT, SLOW)
    ]  # fmt: skip
    assert len(processes(listening)) == 2
    for left, key in zip((2, 1, 1, 0), keys, strict=True):
        listening.ask("drop", {key: {}})
        assert len(processes(listening)) == left
    assert [Path(endpoint.removeprefix("ipc://")).exists() for endpoint in endpoints] == [False, False]


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_a_daemon_that_ends_leaves_no_process_behind(
    listening: Daemon, push: Push, endpoint: str, end: str
) -> None:
    key = listening.push(COUNT, driver="zeromq", endpoint=endpoint)["key"]
    serves(listening, key, push(endpoint))
    (sink,) = processes(listening)
    getattr(listening, end)()
    listening.eventually(lambda: not sink.is_running())


def test_what_was_pushed_before_the_process_is_up_arrives(
    listening: Daemon, push: Push, endpoint: str
) -> None:
    key = listening.push(COUNT, driver="zeromq", endpoint=endpoint)["key"]
    sender = push(endpoint)
    for _ in range(50):
        sender.send(b"early")
    listening.eventually(lambda: figures(listening, key)["handled"] == 50)

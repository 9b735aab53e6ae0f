"""zeromq in a real daemon: from a PUSH to the event that is published, through pauses and restarts."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
import zmq

if TYPE_CHECKING:
    from tests.conftest import Daemon

UPPER = """
class Upper:
    def process(self, data):
        return {"said": data.decode().upper()}

class Deaf:
    def next(self):
        return {"n": 1}

class Mortal:
    def process(self, data):
        if data == b"die":
            raise SystemExit
        return {"said": data.decode()}

class Clerk:
    'Writes down whether each number was the next.'
    def __init__(self):
        self.expected = 0
        self.wrong = []
    def process(self, data):
        if int(data) != self.expected:
            self.wrong.append(int(data))
        self.expected += 1
    def next(self):
        return {"count": self.expected, "wrong": self.wrong}

class Sleeper:
    def process(self, data):
        import time
        time.sleep(3600)
"""
URI = "python:///upper.py/Upper"
CLERK = "python:///upper.py/Clerk"
Push = Callable[..., "zmq.Socket[bytes]"]


@pytest.fixture
def listening(daemon: Daemon) -> Daemon:
    daemon.source("upper.py", UPPER)
    return daemon


@pytest.fixture
def push() -> Iterator[Push]:
    """Opens senders that wait for room for as long as a test may take, and closes them all at the end."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    senders: list[zmq.Socket[bytes]] = []

    def open_one(endpoint: str, hwm: int = 1000) -> zmq.Socket[bytes]:
        senders.append(context.socket(zmq.PUSH))
        senders[-1].set_hwm(hwm)
        senders[-1].sndtimeo = 30_000
        senders[-1].connect(endpoint)
        return senders[-1]

    yield open_one
    for sender in senders:
        sender.close(linger=0)
    context.term()


def pushed(daemon: Daemon, uri: str = URI, name: str = "in", **arguments: Any) -> tuple[str, str]:
    """The key of a task at an endpoint of its own, and the endpoint."""
    endpoint = f"ipc://{daemon.folder}/{name}"
    return daemon.push(uri, driver="zeromq", endpoint=endpoint, **arguments)["key"], endpoint


def figures(daemon: Daemon, key: str) -> dict[str, Any]:
    """What the driver tells of itself."""
    found: dict[str, Any] = daemon.ask("explain", {key: {}})[key]["figures"]
    return found


def test_what_is_pushed_is_processed_and_published(listening: Daemon, push: Push) -> None:
    key, endpoint = pushed(listening)
    with listening.subscribe(f"{key} said") as sub:
        push(endpoint).send_multipart([b"one", b"two"])
        assert [sub.recv_multipart()[1] for _ in range(2)] == [b"ONE", b"TWO"]
    listening.eventually(lambda: figures(listening, key)["handled"] == 2)
    assert figures(listening, key) == {
        "endpoint": endpoint, "received": 1, "handled": 2, "waiting": 0, "paused": 0, "holding": False, "restarts": 0,
    }  # fmt: skip


def test_tasks_of_two_sources_at_one_endpoint_each_get_every_message(listening: Daemon, push: Push) -> None:
    first, endpoint = pushed(listening)
    second, _ = pushed(listening, "python:///upper.py/Mortal")
    with listening.subscribe(first) as one, listening.subscribe(second) as two:
        push(endpoint).send(b"word")
        assert (one.recv_multipart()[1], two.recv_multipart()[1]) == (b"WORD", b"word")


def test_a_source_that_processes_nothing_is_refused_and_nothing_listens(listening: Daemon) -> None:
    endpoint = f"ipc://{listening.folder}/in"
    refused = listening.push("python:///upper.py/Deaf", driver="zeromq", endpoint=endpoint)
    assert refused["error"].startswith("source doesn't support message processing: ")
    assert not Path(endpoint.removeprefix("ipc://")).exists()


def test_a_push_without_an_endpoint_is_refused_in_the_seeds_words(listening: Daemon) -> None:
    refused = listening.push(URI, driver="zeromq")
    assert refused == {"error": "no endpoint specified", "code": "missing_argument"}


def test_the_daemons_own_sockets_are_not_taken_from_it(listening: Daemon) -> None:
    for endpoint in (listening.endpoint, listening.export):
        refused = listening.push(URI, driver="zeromq", endpoint=endpoint)
        assert refused == {
            "error": f"cannot listen at {endpoint}: Address already in use",
            "code": "bad_argument",
        }
    assert listening.ask("list")["tasks"] == []


@pytest.mark.parametrize("transport", ["tcp", "ipc"])
def test_an_endpoint_can_be_pushed_again_as_soon_as_it_was_dropped(listening: Daemon, transport: str) -> None:
    endpoint = f"ipc://{listening.folder}/in" if transport == "ipc" else free_endpoint()
    for _ in range(50):
        key = listening.push(URI, driver="zeromq", endpoint=endpoint)["key"]
        assert listening.ask("drop", {key: {}})[key] == {"status": "success"}


def free_endpoint() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"


def test_thousands_of_messages_come_to_the_source_in_order_and_none_is_missing(
    listening: Daemon, push: Push
) -> None:
    key, endpoint = pushed(listening, CLERK)
    sender = push(endpoint)
    for number in range(5000):
        sender.send(b"%d" % number)
    listening.eventually(lambda: figures(listening, key)["handled"] == 5000)
    assert listening.once(CLERK) == {"count": 5000, "wrong": []}


def test_what_comes_while_the_source_is_degraded_is_handled_when_it_is_back(
    listening: Daemon, push: Push
) -> None:
    key, endpoint = pushed(listening, "python:///upper.py/Mortal")
    sender = push(endpoint)
    words = [b"%d" % number for number in range(100)]
    with listening.subscribe(f"{key} said") as sub:
        for _ in range(3):
            sender.send(b"die")
        for word in words:
            sender.send(word)
        assert [sub.recv_multipart()[1] for _ in words] == words


def test_a_frame_that_no_source_can_be_handed_is_an_error_and_the_next_one_is_served(
    listening: Daemon, push: Push
) -> None:
    key, endpoint = pushed(listening)
    with listening.subscribe(key) as sub:
        push(endpoint).send_multipart([bytes(3 << 19), b"next"])
        topic, sentence = sub.recv_multipart()
        assert topic.startswith(f"{key} error ".encode())
        assert b"1572864 bytes came for the source" in sentence
        assert sub.recv_multipart()[1] == b"NEXT"


def test_a_source_that_never_answers_makes_its_sender_wait_and_the_daemon_no_larger(
    listening: Daemon, push: Push
) -> None:
    key, endpoint = pushed(listening, "python:///upper.py/Sleeper", watermark=5, timeout=3_600_000)
    host, sender, sent = psutil.Process(listening.pid), push(endpoint, 1), 1
    before, frame = host.memory_info().rss, bytes(1 << 19)
    sender.send(frame)
    listening.eventually(lambda: figures(listening, key)["waiting"])
    while sent < 1000 and sender.poll(500, zmq.POLLOUT):
        sender.send(frame)
        sent += 1
    listening.eventually(lambda: figures(listening, key)["holding"])
    assert sent < 1000
    assert host.memory_info().rss - before < 100 << 20  # a fifth of what it was offered
    listening.serves_others()
    assert listening.stop() == 0


# --- over restarts ----------------------------------------------------------------------------------------------


def test_a_recovered_task_listens_again_and_senders_find_it(listening: Daemon, push: Push) -> None:
    key, endpoint = pushed(listening)
    listening.kill()
    assert Path(endpoint.removeprefix("ipc://")).is_socket()
    listening.start()
    with listening.subscribe(f"{key} said") as sub:
        push(endpoint).send(b"again")
        assert sub.recv_multipart()[1] == b"AGAIN"


def test_a_recovered_task_waits_for_an_endpoint_that_is_taken(listening: Daemon, push: Push) -> None:
    endpoint = free_endpoint()
    key = listening.push(URI, driver="zeromq", endpoint=endpoint)["key"]
    listening.kill()
    with listening.eventually(lambda: bound(endpoint)):  # the daemon's processes die some moments after it
        listening.start()
        found = listening.ask("explain", {key: {}})[key]
        assert found["state"] == "degraded"
        assert f"cannot listen at {endpoint}: Address already in use" in found["error"]["sentence"]
    listening.eventually(lambda: figures(listening, key).get("endpoint") == endpoint)
    with listening.subscribe(f"{key} said") as sub:
        push(endpoint).send(b"at last")
        assert sub.recv_multipart()[1] == b"AT LAST"


def bound(endpoint: str) -> socket.socket | None:
    try:
        return socket.create_server(("127.0.0.1", int(endpoint.rpartition(":")[2])))
    except OSError:
        return None


def test_a_daemon_that_ends_in_order_leaves_no_socket_behind(listening: Daemon, push: Push) -> None:
    key, endpoint = pushed(listening)
    sender = push(endpoint)
    for _ in range(1000):
        sender.send(b"x")
    listening.eventually(lambda: figures(listening, key)["received"])
    assert listening.stop() == 0
    assert not Path(endpoint.removeprefix("ipc://")).exists()


def test_a_quarantined_task_does_not_listen_and_a_resumed_one_does(listening: Daemon, push: Push) -> None:
    key, endpoint = pushed(listening)
    path = Path(endpoint.removeprefix("ipc://"))
    listening.ask("quarantine", {key: {}})
    assert not path.exists()
    listening.ask("resume", {key: {}})
    assert path.is_socket()
    with listening.subscribe(f"{key} said") as sub:
        push(endpoint).send(b"back")
        assert sub.recv_multipart()[1] == b"BACK"


def test_a_push_that_is_refused_costs_nobody_else_the_task_that_came_to_its_end(daemon: Daemon) -> None:
    text = "class End:\n    def process(self, data): pass\n    def next(self): raise StopIteration\n"
    daemon.source("end.py", text)
    uri, arguments = "python:///end.py/End", {"driver": "zeromq", "endpoint": f"ipc://{daemon.folder}/end"}
    key = daemon.push(uri, "one", **arguments)["key"]
    daemon.push(uri, "two", **arguments)
    daemon.once(uri)
    with daemon.socket(zmq.PULL) as taker:
        taker.bind(arguments["endpoint"])
        assert "code" in daemon.push(uri, "one", **arguments)
        (task,) = daemon.ask("list")["tasks"]
        assert (task["key"], task["state"], task["tokens"]) == (key, "exhausted", ["one", "two"])
        for token in ("one", "two"):
            assert daemon.ask("drop", {key: {}}, token)[key] == {"status": "success"}
    daemon.kill()
    daemon.start()
    assert daemon.ask("list")["tasks"] == []

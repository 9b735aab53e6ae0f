"""A peer that speaks the protocol over real sockets, and misbehaves when told to."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest
import zmq

Reply = dict[str, Any]
Program = Callable[..., "subprocess.CompletedProcess[str]"]
Handler = Callable[["Peer", Reply], Reply | None]

URI = "python:///file.py/MyClass?some_arg=5"
KEY = "auto:" + "0f" * 16


def served(_: Peer, request: Reply) -> Reply:
    """What a daemon with one task answers."""
    match request.get("action"):
        case "push":
            return {uri: _pushed(arguments) for uri, arguments in request["targets"].items()}
        case "drop":
            return {target: {"status": "success"} for target in request["targets"]}
        case "past":
            return {key: [{"timestamp": 1.5, "event": {"n": 1}, "seq": 7}] for key in request["targets"]}
        case "stats":
            return {"engines": {"total": 1, "alive": [URI]}, "requests": {"total": 3, "pending": 0}}
        case "list":
            return {"tasks": [task()]}
        case "explain":
            return {key: explanation(key=key) for key in request["targets"]}
        case "quarantine" | "resume":
            return {target: {"status": "success", "keys": [KEY]} for target in request["targets"]}
        case "reload":
            changed = {"history_depth": [10, 20], "export": [["tcp://a:1"], ["tcp://b:1"]]}
            return {"status": "success", "changed": changed, "needs_restart": ["endpoints"]}
        case action:
            return {"error": f"unknown action {action!r}", "code": "unknown_action"}


def _pushed(arguments: Any) -> Any:
    if isinstance(arguments, list):
        return [_pushed(one) for one in arguments]
    match arguments.get("driver"):
        case "once":
            return {"some-field": 10, "another-field": "abc"}
        case "auto" if arguments.get("isolated"):
            return {"key": KEY, "thread": "t1"}
        case "auto":
            return {"key": KEY}
        case driver:
            return {"error": f"unknown driver {driver!r}", "code": "unknown_driver"}


def task(**changes: Any) -> Reply:
    return {
        "key": KEY,
        "uri": URI,
        "driver": "auto",
        "arguments": {"interval": 5000},
        "thread": None,
        "tokens": ["username"],
        "transient": False,
        "state": "running",
        "next_run": time.time() + 3600,
        "runs": 12,
        "skipped": 0,
        "failed": 1,
    } | changes


def explanation(**changes: Any) -> Reply:
    """The least that there is to say of a task."""
    return {
        "key": KEY,
        "uri": URI,
        "driver": "auto",
        "arguments": {"interval": 5000.0},
        "tokens": ["username"],
        "state": "running",
        "why": "it runs whenever it is due",
        "source": {"state": "running"},
    } | changes


class Peer:
    """A ROUTER and an XPUB in a thread of their own. `handler` makes each reply, or None for silence; what it
    puts into `late` goes out before the next reply. Everything that came in is kept in `requests`."""

    uri, key, hostname = URI, KEY, "peer"
    serve = staticmethod(served)
    task = staticmethod(task)
    explanation = staticmethod(explanation)

    def __init__(self, folder: Path, name: str = "peer", handler: Handler = served) -> None:
        self.endpoint = f"ipc://{folder}/{name}"
        self.export = f"ipc://{folder}/{name}-export"
        self.handler = handler
        self.requests: list[Reply] = []
        self.late: list[bytes] = []
        self._start()

    def _start(self) -> None:
        self._subscriptions = 0
        self._unpublished: deque[list[bytes]] = deque()
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._router = self._context.socket(zmq.ROUTER)
        self._xpub = self._context.socket(zmq.XPUB)
        self._inside, self._outside = self._context.socket(zmq.PAIR), self._context.socket(zmq.PAIR)
        for socket in (self._router, self._xpub, self._inside, self._outside):
            socket.setsockopt(zmq.LINGER, 0)
        self._xpub.setsockopt(zmq.SNDHWM, 0)
        self._xpub.setsockopt(zmq.XPUB_VERBOSE, 1)
        self._router.bind(self.endpoint)
        self._xpub.bind(self.export)
        self._inside.bind(f"inproc://{id(self)}")
        self._outside.connect(f"inproc://{id(self)}")
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def stop(self) -> None:
        """Go away, as a daemon that is killed. `restart` comes back at the same place."""
        self._outside.send(b"stop")
        self._thread.join()
        for socket in (self._router, self._xpub, self._inside, self._outside):
            socket.close()
        self._context.term()  # or the old sockets would remove the new ones' files

    def restart(self) -> None:
        self._start()

    def close(self) -> None:
        if not self._outside.closed:
            self.stop()

    def publish(self, *messages: list[bytes], subscriptions: int = 1) -> None:
        """Publish as soon as so many subscriptions have come in, and never before."""
        for message in messages:
            self._outside.send_multipart([b"publish", b"%d" % subscriptions, *message])

    def _serve(self) -> None:
        poller = zmq.Poller()
        for socket in (self._router, self._inside, self._xpub):
            poller.register(socket, zmq.POLLIN)
        while True:
            ready = dict(poller.poll())
            if self._router in ready:
                self._answer(self._router.recv_multipart())
            if self._xpub in ready:
                self._subscriptions += self._xpub.recv()[0]
            if self._inside in ready:
                command, *message = self._inside.recv_multipart()
                if command == b"stop":
                    return
                self._unpublished.append(message)
            self._publish()

    def _answer(self, frames: list[bytes]) -> None:
        request = msgspec.json.decode(frames[-1])
        self.requests.append(request)
        reply = self.handler(self, request)
        envelope = frames[:-1]
        for frame in self.late if reply is not None else []:
            self._router.send_multipart([*envelope, frame])
        if reply is not None:
            self.late.clear()
            self._router.send_multipart([*envelope, encode(reply, request)])

    def _publish(self) -> None:
        while self._unpublished and self._subscriptions >= int(self._unpublished[0][0]):
            self._xpub.send_multipart(self._unpublished.popleft()[1:])


def encode(reply: Reply, request: Reply) -> bytes:
    return msgspec.json.encode({**reply, "id": request.get("id"), "hostname": Peer.hostname})


@pytest.fixture
def peers(tmp_path: Path) -> Iterator[Callable[..., Peer]]:
    """Makes peers: `peers(name, handler)`."""
    made: list[Peer] = []

    def make(name: str = "peer", handler: Handler = served) -> Peer:
        made.append(Peer(tmp_path, name, handler))
        return made[-1]

    yield make
    for peer in made:
        peer.close()


@pytest.fixture
def peer(peers: Callable[..., Peer]) -> Peer:
    """A peer that does as the protocol says."""
    return peers()


@pytest.fixture
def cocaine(peer: Peer) -> Program:
    """Runs `cocaine` with its daemon given by the environment."""
    known = {"COCAINE_CONNECT": peer.endpoint, "COCAINE_EXPORT": peer.export, "COCAINE_TOKEN": "username"}

    def run(*words: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        env = os.environ | known | environment
        command = [str(Path(sys.executable).with_name("cocaine")), *words]
        return subprocess.run(
            command, capture_output=True, text=True, env=env, cwd=cwd, timeout=60, check=False
        )

    return run

"""A real daemon for the tests: the installed program, in a folder of its own, told to be ready by sd_notify."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import zmq

PATIENCE = 30.0
"""Seconds after which a test gives up on a peer: long, so that only a stall reaches it."""

SEED_FILE = """
class MyClass(object):
    def __init__(self, some_arg, another_arg):
        self.some_arg = int(some_arg)
        self.another_arg = str(another_arg)

    def __iter__(self):
        return self

    def next(self):
        return {'some-field': self.some_arg * 2,
                'another-field': self.another_arg}
"""
SEED_URI = "python:///file.py/MyClass?some_arg=5&another_arg=abc"


class Daemon:
    """One `cocained` process, and a client's raw sockets to it."""

    seed_uri = SEED_URI

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.options = options
        self.endpoint = f"ipc://{folder}/req"
        self.export = f"ipc://{folder}/pub"
        self.plugins = folder / "plugins"
        self.storage = folder / "store.db"
        self.log_file = folder / "log"
        self.python = sys.executable
        """The interpreter of the environment that it is installed in."""
        self._context = zmq.Context()
        self._process: subprocess.Popen[bytes] | None = None
        (self.plugins / "python.d").mkdir(parents=True)

    # --- its life

    def start(self, *more: str, expect_ready: bool = True, open_files: int = 0) -> Daemon:
        """Wait until it is ready. `open_files`: a limit for the daemon alone."""
        ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notify = self.folder / f"notify-{time.monotonic_ns()}"
        ready.bind(str(notify))
        ready.settimeout(PATIENCE)
        arguments = [
            *(["prlimit", f"--nofile={open_files}"] if open_files else []),
            self.python, "-m", "cocained", self.endpoint, "--export", self.export, "--plugins", str(self.plugins),
            "--storage", f"sqlite://{self.storage}", *self.options, *more,
        ]  # fmt: skip
        with self.log_file.open("ab") as log, ready:
            self._process = subprocess.Popen(
                arguments,
                env={**os.environ, "NOTIFY_SOCKET": str(notify), "HOME": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
            if expect_ready:
                assert b"READY=1" in self._await_ready(ready), self.log()
        return self

    def _await_ready(self, ready: socket.socket) -> bytes:
        ready.settimeout(0.05)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                return ready.recv(4096)
            except TimeoutError:
                if self.process.poll() is not None:
                    return b""
        return b""

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    @property
    def pid(self) -> int:
        return self.process.pid

    def kill(self) -> None:
        """kill -9, and wait until it is reaped."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()
        self._context.destroy(linger=0)

    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    # --- its files

    def source(self, name: str, text: str) -> Path:
        """Write a file into python.d."""
        path = self.plugins / "python.d" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
        return path

    # --- clients

    def socket(self, kind: int = zmq.REQ, identity: bytes | None = None) -> zmq.Socket[bytes]:
        sock = self._context.socket(kind)
        sock.linger = 0
        sock.rcvtimeo = int(PATIENCE * 1000)
        if identity is not None:
            sock.setsockopt(zmq.IDENTITY, identity)
        sock.connect(self.endpoint)
        return sock

    def send(self, data: bytes) -> dict[str, Any]:
        """Raw bytes as a request; the reply."""
        with self.socket() as sock:
            sock.send(data)
            reply = json.loads(sock.recv())
            assert isinstance(reply, dict)
            return reply

    def ask(
        self, action: str, targets: dict[str, Any] | None = None, token: str = "tester", **more: Any
    ) -> dict[str, Any]:
        body: dict[str, Any] = {"version": 2, "token": token, "action": action, **more}
        if targets is not None:
            body["targets"] = targets
        return self.send(json.dumps(body).encode())

    def push(self, uri: str, token: str = "tester", **arguments: Any) -> dict[str, Any]:
        """One target's result."""
        result = self.ask("push", {uri: arguments}, token)
        assert uri in result, result
        part = result[uri]
        assert isinstance(part, dict)
        return part

    def once(self, uri: str, **arguments: Any) -> dict[str, Any]:
        return self.push(uri, driver="once", **arguments)

    def attempt(self, *frames: bytes) -> dict[str, Any]:
        """The reply to raw frames; another client is served before they come, while they are served, and after."""
        with self.socket(zmq.DEALER) as sock:
            self.serves_others()
            sock.send_multipart([b"", *frames])
            self.serves_others()
            _, reply = sock.recv_multipart()
            self.serves_others()
        found = json.loads(reply)
        assert isinstance(found, dict)
        return found

    def attempt_push(self, uri: str, **arguments: Any) -> Any:
        """One target's result, got like that."""
        body = {"version": 2, "token": "stranger", "targets": {uri: arguments}}
        return self.attempt(json.dumps(body).encode())[uri]

    def serves_others(self) -> None:
        assert self.once(SEED_URI) == {"some-field": 10, "another-field": "abc"}

    def subscribe(self, *prefixes: str) -> zmq.Socket[bytes]:
        """A SUB that is known to be subscribed: it has been connected, and the daemon has counted it."""
        sock = self._context.socket(zmq.SUB)
        sock.linger = 0
        sock.rcvtimeo = int(PATIENCE * 1000)
        before = self.ask("stats")["subscriptions"]
        for prefix in prefixes:
            sock.setsockopt(zmq.SUBSCRIBE, prefix.encode())
        sock.connect(self.export)
        self.eventually(lambda: self.ask("stats")["subscriptions"] >= before + len(set(prefixes)))
        return sock

    @staticmethod
    def eventually(law: Callable[[], Any]) -> Any:
        """Wait until something holds; give up only after a stall."""
        deadline = time.monotonic() + PATIENCE
        while not (found := law()):
            assert time.monotonic() < deadline, "it never came to hold"
            time.sleep(0.01)
        return found


MakeDaemon = Callable[..., Daemon]


@contextmanager
def daemons() -> Iterator[MakeDaemon]:
    """Makes daemons, and ends them; in folders short enough for a socket's path."""
    made: list[Daemon] = []
    folders: list[str] = []

    def make(*options: str, folder: Path | None = None) -> Daemon:
        if folder is None:
            folders.append(tempfile.mkdtemp(prefix="cocained-"))
            folder = Path(folders[-1])
        made.append(Daemon(folder, *options))
        return made[-1]

    yield make
    for daemon in made:
        daemon.close()
    for path in folders:
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def make_steady_daemon() -> Iterator[MakeDaemon]:
    """The same for daemons that all tests of a module share."""
    with daemons() as make:
        yield make


@pytest.fixture
def make_daemon() -> Iterator[MakeDaemon]:
    """Daemons of the test's own making, not started yet."""
    with daemons() as make:
        yield make


@pytest.fixture
def daemon(make_daemon: MakeDaemon) -> Daemon:
    """A daemon that serves, with the seed's file.py in its python.d."""
    made = make_daemon()
    made.source("file.py", SEED_FILE)
    return made.start()


@pytest.fixture(scope="module")
def steady_daemon() -> Iterator[Daemon]:
    """The same, one for all tests of a module: for laws of requests that leave no trace in it."""
    with daemons() as make:
        made = make()
        made.source("file.py", SEED_FILE)
        yield made.start()

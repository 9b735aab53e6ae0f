"""A daemon to measure: a process of its own, in a folder of its own, on loopback."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
import zmq

from benchmarks.client import Client

SOURCE = """
class MyClass(object):
    def __init__(self, some_arg, another_arg):
        self.some_arg = int(some_arg)
        self.another_arg = str(another_arg)

    def __iter__(self):
        return self

    def next(self):
        return {'some-field': self.some_arg * 2, 'another-field': self.another_arg}
"""
"""The seed's."""
START_MS = 60_000
END_SECONDS = 30.0


def uri(number: int = 0) -> str:
    """A source; another number, another source."""
    return f"python:///file.py/MyClass?some_arg=5&another_arg={number}"


class Daemon:
    """A daemon that serves."""

    def __init__(self, endpoint: str, export: str, process: subprocess.Popen[bytes], sources: Path) -> None:
        self.endpoint = endpoint
        self.export = export
        self.host = psutil.Process(process.pid)
        self.sources = sources
        """Its python.d."""

    @contextlib.contextmanager
    def client(self) -> Iterator[Client]:
        with Client(self.endpoint) as client:
            yield client

    def cells(self) -> list[psutil.Process]:
        """Every cell: the children of the zygotes, which are the host's."""
        return [cell for zygote in self.host.children() for cell in zygote.children()]


@contextlib.contextmanager
def running(*options: str, loop: str = "uvloop", files: Mapping[str, str] | None = None) -> Iterator[Daemon]:
    """A daemon with the seed's source, until the end of the `with`; `loop` is `uvloop` or `asyncio`.

    `files`: more of its python.d, name → text.
    """
    endpoint, export = free_endpoints(2)
    with tempfile.TemporaryDirectory(prefix="cocained-bench-") as folder:
        sources = Path(folder, "plugins", "python.d")
        sources.mkdir(parents=True)
        for name, text in {"file.py": SOURCE, **(files or {})}.items():
            (sources / name).write_text(text)
        command = [
            sys.executable, "-m", "benchmarks.host", loop, endpoint, "--export", export, "--plugins",
            str(sources.parent), "--storage", f"sqlite://{folder}/store.db", *options,
        ]  # fmt: skip
        with Path(folder, "log").open("wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log, start_new_session=True)
        try:
            _wait_until_ready(endpoint, process, Path(folder, "log"))
            yield Daemon(endpoint, export, process, sources)
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_ready(endpoint: str, process: subprocess.Popen[bytes], log: Path) -> None:
    request = json.dumps({"version": 2, "token": "bench", "action": "stats"}).encode()
    asking: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.REQ)
    with asking:
        asking.setsockopt(zmq.LINGER, 0)
        asking.connect(endpoint)
        asking.send(request)
        for _ in range(START_MS // 100):
            if asking.poll(100):
                return
            if process.poll() is not None:
                break
    sys.exit(f"cocained did not start:\n{log.read_text(errors='replace')}")


def free_endpoints(count: int) -> list[str]:
    """So many different ones that nobody listens at."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [f"tcp://127.0.0.1:{probe.getsockname()[1]}" for probe in probes]


def push(targets: Mapping[str, Any]) -> bytes:
    """A request as bytes, made beforehand so that its making is not measured."""
    return json.dumps({"version": 2, "token": "bench", "action": "push", "targets": targets}).encode()


def pushed(client: Client, uri: str, **arguments: Any) -> str:
    """Push one task; its key."""
    key: str = client.checked(push({uri: arguments}))[uri]["key"]
    return key


def explained(client: Client, keys: Sequence[str]) -> dict[str, Any]:
    """What `explain` says of tasks, by their keys."""
    targets: dict[str, object] = {key: {} for key in keys}
    request = {"version": 2, "token": "bench", "action": "explain", "targets": targets}
    return client.checked(json.dumps(request).encode())


ONCE = push({uri(): {"driver": "once"}})

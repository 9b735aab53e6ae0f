"""A bad neighbour from outside: `python -m benchmarks.abusing KIND ENDPOINT EXPORT PYTHON.D`, until its input ends.

At the lowest priority, and in a session of its own: what it takes of the processor itself is not what is measured.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import zmq

from benchmarks import daemon

IN_FLIGHT = 64
ABUSERS = 8
TEXT = """
import time

until = time.monotonic() + 0.3
while time.monotonic() < until:
    pass

def abuse(number):
    return {}
"""


def onces(endpoint: str, arguments: dict[str, object], uri: str) -> Iterator[None]:
    """Requests without end, so many in flight on each of eight sockets."""
    context = zmq.Context.instance()
    sockets = [context.socket(zmq.DEALER) for _ in range(ABUSERS)]
    poller = zmq.Poller()
    for number, socket in enumerate(sockets):
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(endpoint)
        poller.register(socket, zmq.POLLIN)
        for _ in range(IN_FLIGHT):
            socket.send_multipart([b"", daemon.push({uri.format(number): arguments})])
    while True:
        for socket, _ in poller.poll(100):
            for _ in range(IN_FLIGHT):
                if not socket.poll(0):
                    break
                socket.recv_multipart()
                socket.send_multipart([b"", daemon.push({uri.format(sockets.index(socket)): arguments})])
        yield


def subscriptions(export: str) -> Iterator[None]:
    context = zmq.Context.instance()
    sockets = [context.socket(zmq.SUB) for _ in range(ABUSERS)]
    for socket in sockets:
        socket.setsockopt(zmq.LINGER, 0)
        socket.connect(export)
    number = 0
    while True:
        for socket in sockets:
            for _ in range(100):
                number += 1
                socket.subscribe(f"{number}")
                if number > 10_000:
                    socket.unsubscribe(f"{number - 10_000}")
        yield


def saves(folder: Path) -> Iterator[None]:
    number = 0
    while True:
        for abuser in range(ABUSERS):
            number += 1
            fresh = folder / f"saved{abuser}.new"
            fresh.write_text(f"{TEXT}\n# {number}\n")
            os.replace(fresh, folder / f"saved{abuser}.py")
        select.select([sys.stdin], [], [], 0.05)
        yield


def main() -> None:
    kind, endpoint, export, folder = sys.argv[1:]
    os.nice(19)
    Path("/proc/self/autogroup").write_text("19")
    works: dict[str, Callable[[], Iterator[None]]] = {
        "once": lambda: onces(endpoint, {"driver": "once"}, "python:///file.py/MyClass?some_arg=5&another_arg={}"),
        "isolated": lambda: onces(
            endpoint, {"driver": "once", "isolated": True}, "python:///file.py/MyClass?some_arg=5&another_arg={}"
        ),
        "refused": lambda: onces(endpoint, {"driver": "once"}, "python:///refused.py/refused?n={}"),
        "subscriptions": lambda: subscriptions(export),
        "files": lambda: saves(Path(folder)),
    }
    for _ in works[kind]():
        if select.select([sys.stdin], [], [], 0)[0]:
            return


if __name__ == "__main__":
    main()
